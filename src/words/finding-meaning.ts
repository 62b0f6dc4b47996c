import type { Standing } from '../accounts/standing.ts'
import type { RuleName } from '../alerts/rule.ts'
import type { Unsent } from '../alerts/unsent.ts'
import type { KeyPlace } from '../credentials/key-note.ts'
import type { Note } from './notes.ts'
import type { ActsBy } from './remedy.ts'

/** What an active account lacks before it could log in by itself. */
export type Lack = 'password' | 'totp' | 'proof'

/** What `doctor` may have found, with the figures that its words need. */
export type Meaning =
  /** A look failed: the error's code, null for none of ours, and what it says in English. */
  | { readonly code: 'failed'; readonly error: string | null; readonly said: string }
  | { readonly code: 'note'; readonly note: Note }
  | { readonly code: 'settings-fine' }
  | { readonly code: 'data-folder'; readonly folder: string }
  | { readonly code: 'disk-low'; readonly megabytes: number; readonly folder: string }
  | { readonly code: 'disk-fine'; readonly megabytes: number }
  | { readonly code: 'disk-open'; readonly megabytes: number; readonly folder: string }
  | { readonly code: 'database-answers' }
  | { readonly code: 'database-yours' }
  | {
      readonly code: 'database-embedded'
      readonly folder: string
      readonly socketFolder: string
      readonly address: string
    }
  | { readonly code: 'durability'; readonly settings: readonly string[] }
  | { readonly code: 'pooler' }
  | { readonly code: 'clock-agrees' }
  | { readonly code: 'clock-differs'; readonly seconds: number }
  /** Of this machine, from Instagram's; behind it where `seconds` is not negative. */
  | { readonly code: 'clock-close'; readonly seconds: number }
  | { readonly code: 'clock-off'; readonly seconds: number; readonly isRefused: boolean }
  | { readonly code: 'key-none' }
  | {
      readonly code: 'key-opens'
      readonly count: number
      readonly place: KeyPlace
      readonly receipts: string
    }
  | {
      readonly code: 'key-missing'
      readonly key: string
      readonly username: string
      readonly place: KeyPlace
    }
  | { readonly code: 'key-changed'; readonly key: string; readonly username: string }
  | { readonly code: 'accounts-none' }
  | { readonly code: 'account-active'; readonly username: string }
  /** There are many of them. */
  | { readonly code: 'accounts-active'; readonly count: number }
  | {
      readonly code: 'account-stopped'
      readonly username: string
      readonly standing: Standing
      readonly why: string | null
    }
  | { readonly code: 'proxy'; readonly username: string; readonly proxy: string }
  | { readonly code: 'browser-none' }
  | { readonly code: 'browser-missing'; readonly path: string }
  | { readonly code: 'browser-found'; readonly executable: string }
  | { readonly code: 'browser-starts'; readonly executable: string; readonly version: string }
  | { readonly code: 'browser-open'; readonly executable: string; readonly version: string }
  /** By the code of a failed start, and what it says in English. */
  | {
      readonly code: 'browser-fails'
      readonly executable: string
      readonly failure: string
      readonly said: string
    }
  | {
      readonly code: 'instagram-reached'
      readonly at: string
      readonly isElsewhere: boolean
      readonly note: Note | null
    }
  | {
      readonly code: 'instagram-away'
      readonly at: string
      readonly isTls: boolean
      /** What the system or the proxy says. */
      readonly detail: string
    }
  | { readonly code: 'telegram-no-token' }
  | { readonly code: 'telegram-answers'; readonly bot: string }
  | { readonly code: 'telegram-nobody' }
  | {
      readonly code: 'telegram-deaf'
      readonly operator: string
      readonly bot: string
      readonly why: Unsent
    }
  | { readonly code: 'telegram-refused'; readonly api: string; readonly why: Unsent }
  | { readonly code: 'telegram-away'; readonly api: string; readonly why: Unsent }
  | { readonly code: 'mail-no-server' }
  | { readonly code: 'mail-answers' }
  | { readonly code: 'mail-nobody' }
  | { readonly code: 'mail-away'; readonly why: Unsent }
  | DeployMeaning

/** What the checklist of a deployment may have found. Instants are in UTC. */
export type DeployMeaning =
  | { readonly code: 'backup-broken'; readonly file: string }
  | { readonly code: 'backup-none'; readonly folder: string; readonly make: string }
  | {
      readonly code: 'backup-old'
      readonly file: string
      readonly at: string
      readonly make: string
    }
  | { readonly code: 'backup-whole'; readonly file: string; readonly at: string }
  | { readonly code: 'accounts-ready'; readonly count: number }
  | {
      readonly code: 'accounts-lacking'
      readonly lacking: readonly { readonly username: string; readonly lacks: readonly Lack[] }[]
    }
  | { readonly code: 'alert-arrived'; readonly at: string }
  | { readonly code: 'alert-none' }
  | { readonly code: 'schema-same' }
  | { readonly code: 'schema-newer'; readonly migrations: readonly string[] }
  /** So many are to come; those of `taking` take something away. */
  | {
      readonly code: 'schema-behind'
      readonly count: number
      readonly taking: readonly string[]
    }
  | { readonly code: 'versions-same' }
  | {
      readonly code: 'versions-other'
      readonly processes: readonly string[]
      readonly stop: boolean
    }
  | { readonly code: 'service-says'; readonly url: string; readonly said: string }
  | { readonly code: 'service-away'; readonly url: string }
  | { readonly code: 'roles-served'; readonly count: number }
  | { readonly code: 'roles-missing'; readonly roles: readonly string[] }
  | { readonly code: 'sessions-proved'; readonly count: number; readonly all: number }
  | { readonly code: 'checks-through'; readonly count: number }
  | { readonly code: 'checks-none' }
  | { readonly code: 'alerts-none' }
  | { readonly code: 'alerts-raised'; readonly rules: readonly RuleName[] }

/** The words of every finding: one function of its figures for each code. */
export type FindingWords = {
  readonly [C in Meaning['code']]: (meaning: Extract<Meaning, { code: C }>, by: ActsBy) => string
}
