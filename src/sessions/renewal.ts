import type { Account } from '../accounts/account-store.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { LoginOutcome } from '../instagram/login/outcome.ts'
import type { Transport } from '../instagram/wire/transport.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/ids.ts'
import type { Tell } from '../telemetry/events.ts'
import type { Lease } from './lease.ts'
import type { LoginMethod, Session } from './session-store.ts'
import type { Stopped } from './stop.ts'

/** One way to log in. Only the password's own room knows what it does with the secret. */
export type LoginWay = {
  readonly name: LoginMethod
  /** Loads what a login will need, without waiting and without starting it. Never throws. */
  load(): void
  /**
   * Gets ready for a login that may follow, without waiting: a death is suspected, and while it is
   * being verified a browser can start. Never throws.
   */
  prepare(): void
  login(
    ask: { readonly account: Account; readonly state: SessionState | null },
    signal: AbortSignal,
  ): Promise<LoginOutcome>
}

/**
 * How a version came about: by a new login; by one that was made before and not yet tested, because
 * its process was gone; or by the browser, which was logged in all along.
 */
export type RenewedHow = 'logged-in' | 'found' | 'still-logged-in'

/** The version to go on with. */
export type Renewed = {
  readonly kind: 'renewed'
  readonly session: Session
  readonly state: SessionState
  readonly how: RenewedHow
}

/** What a refresh came to. */
export type RefreshOutcome =
  | Renewed
  /** A human must act; the account's standing says what. */
  | Stopped
  /** Nothing is decided: try again after `waitMs`. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly why: string }

export type RefreshContext = {
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly random: Random
  readonly tell: Tell
  /** The ladder: the next way is tried only when the one before failed for reasons of its own. */
  readonly loginWays: readonly LoginWay[]
  readonly loginsPerDayMax: number
  readonly refreshAfterMs: number
  /** The wait that other waits are measured in. */
  readonly throttleMs: number
  readonly retryMs: number
  /** Longer than any login may take: nobody else may begin one meanwhile. */
  readonly loginLeaseMs: number
}

/** An account under our lease, with the cookies it had and its connection. */
export type Renewable = {
  readonly account: Account
  readonly lease: Lease
  readonly state: SessionState | null
  readonly transport: Transport
}
