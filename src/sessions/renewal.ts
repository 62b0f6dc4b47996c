import type { Account } from '../accounts/account-store.ts'
import type { SecretUnopenableError, Vault } from '../credentials/vault.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { HumanWanted, LoginOutcome } from '../instagram/login/outcome.ts'
import type { WaitingPage } from '../instagram/login/waiting-page.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import type { AskContext } from './ask.ts'
import type { BrowserMissingError, SandboxMissingError } from './machine-trouble.ts'
import type { RefreshCause } from './refresh-store.ts'
import type { Resting } from './rest.ts'
import type { LoginMethod, Renewed } from './session.ts'
import type { Stopped } from './stop.ts'

/** What an attempt to log in came to. */
export type WayOutcome = {
  readonly outcome: LoginOutcome
  /** Whether the form was sent: only then was it a login, whatever came of it. */
  readonly formSent: boolean
  /** What the device holds after an attempt without success, so that the next is no new device. */
  readonly left: SessionState | null
}

/** A login as it is ordered. */
export type Login = {
  readonly cause: RefreshCause
  /** What the device holds; null for a new one. */
  readonly state: SessionState | null
  /** False when the browser may only look. */
  readonly mayLogIn: boolean
}

/** One way to log in. Only the password's own room knows what it does with the secret. */
export type LoginWay = {
  readonly name: LoginMethod
  /** Whether it can see what a session is worth without logging in. */
  readonly looks: boolean
  /** What is said when its login succeeded and the session is of no use. */
  readonly unproved: string
  /** Loads what a login will need, without waiting and without starting it. Never throws. */
  load(): void
  /**
   * Gets ready for a login that may follow, without waiting: a death is suspected, and while it is
   * being verified a browser can start. Never throws.
   */
  prepare(proxy: WayProxy | null): void
  /**
   * Opens Instagram on the account's device and logs in if it has to. With `mayLogIn` false it only
   * looks: the login page is `password-missing` then.
   * @throws SecretUnopenableError SECRET_UNOPENABLE; the signal's reason before the form was sent;
   * what `beforeForm` throws
   */
  login(
    ask: {
      readonly account: Account
      readonly state: SessionState | null
      readonly mayLogIn: boolean
      /** The account's own way out; null for the operator's. */
      readonly proxy: WayProxy | null
      /** Asked right before the form is sent; throws when it must not be sent any more. */
      readonly beforeForm: () => Promise<void>
      /** Called when the form is sent: from there on it counts as a login. */
      readonly onFormSent: () => void
      /** Offered the page if it waits for a human; true takes it over. */
      readonly handOver: (page: WaitingPage, outcome: HumanWanted) => boolean
    },
    signal: AbortSignal,
  ): Promise<WayOutcome>
}

/**
 * This machine cannot log in: no browser, no sandbox for it, or not the key to the secrets. Nothing
 * is wrong with the account: another one may go on; if none can, throw `error`.
 */
export type Unable = {
  readonly kind: 'unable'
  readonly error: Error & {
    readonly code: (BrowserMissingError | SandboxMissingError | SecretUnopenableError)['code']
  }
}

/** What a refresh came to; everything about it is durable. */
export type RefreshOutcome =
  | Renewed
  /** A human must act; the account's standing says what. */
  | Stopped
  /** Nothing is decided: the account rests. */
  | Resting
  /** The login itself failed and the session lives: it is used on, and renewed later. */
  | { readonly kind: 'postponed'; readonly detail: string; readonly retryMs: number }
  | Unable

export type RefreshContext = AskContext & {
  readonly vault: Vault
  /** The ladder: the next way is tried only when the one before failed for reasons of its own. */
  readonly loginWays: readonly LoginWay[]
  readonly loginsPerDayMax: number
  readonly refreshAfterMs: number
  /** Whether a renewal is done with when its browser is found logged in, or logs in anew. */
  readonly renewBy: 'visit' | 'login'
  /** The wait that other waits are measured in. */
  readonly throttleMs: number
  /** Longer than any login may take: nobody else may begin one meanwhile. */
  readonly loginLeaseMs: number
  /**
   * Asked before a login is made by an account's own way: why it must not be used now, or null.
   */
  readonly wayTrouble: (proxy: WayProxy, signal: AbortSignal) => Promise<string | null>
  /**
   * Offered the page of a login that waits for a human: true keeps it open, for longer than the
   * login's own lease. False where nobody would come, as in a command that ends.
   */
  readonly attend: (page: WaitingPage, of: WaitingLogin) => boolean
}

/** Whose login waits for a human, and for what. */
export type WaitingLogin = { readonly account: Account; readonly outcome: HumanWanted }
