import type { Account } from '../accounts/account-store.ts'
import { type AskingContext, haveRenewed } from '../sessions/asked-renewals.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { Language } from '../words/language.ts'
import { RENEWAL_CODES, renewalClause } from '../words/renewal-words.ts'
import type { BotContext } from './context.ts'
import { tellChat } from './letters.ts'

/** Renews an account's session and says in a chat what that came to, minutes later perhaps. */
export type RenewByHand = (
  account: Account,
  to: { readonly chatId: number; readonly language: Language },
) => void

/** Renewals that operators have asked for in a chat. Nobody's other words wait for them. */
export class Renewals {
  readonly #context: BotContext
  readonly #hold: AskingContext
  readonly #over = new AbortController()
  readonly #underWay = new Set<Promise<void>>()

  constructor(context: BotContext, hold: AskingContext) {
    this.#context = context
    this.#hold = hold
  }

  readonly begin: RenewByHand = (account, to) => {
    const run = this.#renew(account, to)
      .catch((error: unknown) => {
        if (this.#over.signal.aborted) return
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        this.#context.tell({ kind: 'bot-failed', where: `renewing ${account.username}`, why })
      })
      .finally(() => this.#underWay.delete(run))
    this.#underWay.add(run)
  }

  async #renew(account: Account, to: Parameters<RenewByHand>[1]): Promise<void> {
    const outcome = await haveRenewed(this.#hold, account, 'manual', this.#over.signal)
    const { operator } = botWords(to.language)
    const why = renewalClause(outcome, to.language)
    const text = operator.refreshed(account.username, RENEWAL_CODES[outcome.kind], why)
    await tellChat(this.#context, to.chatId, { text })
    this.#context.kick()
  }

  /** Ends what is under way, before its form is sent or when its login is over. */
  async close(): Promise<void> {
    this.#over.abort(new Error('the bot ends'))
    await Promise.all(this.#underWay)
  }
}
