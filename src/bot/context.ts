import type { Api, Context } from 'grammy'
import type { BotEvent } from '../chats/bot-event.ts'
import type { CustomerLimits } from '../checks/customer-limits.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Customer } from '../customers/customer.ts'
import type { Database } from '../db/database.ts'
import type { Clock } from '../kernel/clock.ts'
import type { CsvStyle } from '../reports/reader.ts'
import type { SessionEvent } from '../sessions/session-event.ts'
import type { BotWords } from '../words/bot/bot-words.ts'
import type { Pack } from '../words/bot/money.ts'
import type { Language } from '../words/language.ts'
import type { OneByOne } from './one-by-one.ts'
import type { Files } from './telegram/files.ts'

/** What the bot stands on, and how it is set up. */
export type BotContext = {
  readonly db: Database
  readonly clock: Clock
  readonly holder: string
  listen(channel: string, heard: () => void): () => void
  readonly customerLimits: CustomerLimits
  readonly reading: { readonly reuseMs: number }
  readonly vault: Vault
  readonly tell: (event: BotEvent | SessionEvent) => void
  readonly settings: BotSettings
  /** The Bot API, by how urgent the calls are. */
  readonly calls: { readonly answer: Api; readonly result: Api; readonly progress: Api }
  /** Files that people send. */
  readonly files: Files
  /** Something about a check or a card has changed: whoever shows it looks at once. */
  readonly kick: () => void
  /** Whoever edits a message that others edit, too. */
  readonly edits: OneByOne
}

/** What it takes to move Stars, and to tell of it. */
export type StarsContext = Pick<BotContext, 'db' | 'calls' | 'tell' | 'kick'> & {
  readonly settings: Pick<BotSettings, 'operators'>
}

/** How the bot is set up. */
export type BotSettings = {
  readonly username: string
  /** The server of the Bot API, without a slash at its end. */
  readonly apiRoot: string
  /** Telegram ids of those who run Evercheck. */
  readonly operators: readonly string[]
  readonly patienceMs: number
  /** About how long the reading of a page takes, and how many it has. */
  readonly page: { readonly takesMs: number; readonly people: number }
  readonly csv: CsvStyle
  readonly temporaryFolder: string
  /** What is sold; empty where nothing is. */
  readonly packs: readonly Pack[]
  /** Stars for a single credit, for a check that the balance does not hold; null for not at all. */
  readonly singleStars: number | null
  /** What a subscription gives every thirty days, and costs; null for none. */
  readonly subscription: Pack | null
  readonly referral: { readonly friends: number; readonly credits: number } | null
  /** Who answers for the bot, as its customers are told. */
  readonly support: string | null
  /** How long lists are kept, in days. */
  readonly keptDays: number
  /** Where the panel is reached; null where it is not. */
  readonly publicUrl: string | null
  /** Whether pictures of the login page may be sent to operators. */
  readonly loginPictures: boolean
}

/** Who writes to the bot. */
export type Person = {
  readonly chatId: number
  readonly customer: Customer
  readonly language: Language
  readonly words: BotWords
  readonly isOperator: boolean
  /** Whether this is the first that is heard of them. */
  readonly isNew: boolean
}

/** An update with who it is from. */
export type BotUpdate = Context & { person: Person }
