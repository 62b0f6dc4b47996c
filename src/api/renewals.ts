import type { Account } from '../accounts/account-store.ts'
import { systemClock } from '../kernel/clock.ts'
import { type AskingContext, haveRenewed } from '../sessions/asked-renewals.ts'
import type { RenewalOutcome } from '../sessions/keeper.ts'

/** So long a request waits for what it has begun; a login may take minutes. */
const WAIT_MS = 30_000

/** Renewals that were asked for by hand. They go on when nobody waits for them any more. */
export class Renewals {
  readonly #context: AskingContext
  readonly #over = new AbortController()
  readonly #underWay = new Set<Promise<void>>()

  constructor(context: AskingContext) {
    this.#context = context
  }

  /** Renews the accounts, one after the other. */
  begin(accounts: readonly Account[], cause: 'proactive' | 'manual'): Begun {
    const outcomes = new Map<string, RenewalOutcome>()
    const run = this.#renew(accounts, cause, outcomes)
    // Whoever waits hears of a failure; when nobody does, the log and the refreshes tell of it.
    const quiet = run.catch(() => undefined)
    this.#underWay.add(quiet)
    void quiet.then(() => this.#underWay.delete(quiet))
    return {
      async outcomes() {
        const enough = new AbortController()
        const pause = systemClock.sleep(WAIT_MS, enough.signal).catch(() => undefined)
        await Promise.race([run, pause]).finally(() => enough.abort())
        return new Map(outcomes)
      },
    }
  }

  async #renew(
    accounts: readonly Account[],
    cause: 'proactive' | 'manual',
    outcomes: Map<string, RenewalOutcome>,
  ): Promise<void> {
    for (const account of accounts) {
      const outcome = await haveRenewed(this.#context, account, cause, this.#over.signal)
      outcomes.set(account.username, outcome)
    }
  }

  /** Ends what is under way, before its form is sent or when its login is over. */
  async close(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#underWay)
  }
}

/** Renewals that have begun. */
export type Begun = {
  /** What they came to within half a minute, by the account's name. */
  outcomes(): Promise<ReadonlyMap<string, RenewalOutcome>>
}
