import type { RestReason, StopReason } from '../accounts/reasons.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Surface } from '../instagram/questions/operation.ts'
import type { Evidence, Verdict } from '../instagram/verdicts/verdict.ts'
import type { Judgement } from './arbitrate.ts'
import type { MachineTrouble } from './machine-trouble.ts'
import type { RefreshCause } from './refresh-store.ts'
import type { LoginMethod, RenewedHow } from './session.ts'

/**
 * What happens to accounts and their sessions, one member per event; `account` is a username. Names
 * and codes, never a secret. Good news is told as well as trouble.
 */
export type SessionEvent =
  | {
      readonly kind: 'answer-judged'
      readonly account: string
      readonly surface: Surface
      readonly verdict: Verdict<unknown>['kind']
      readonly evidence: Evidence
    }
  | {
      readonly kind: 'death-suspected'
      readonly account: string
      readonly verdict: Verdict<unknown>['kind']
      readonly signal: string
    }
  /** What a suspicion and all that was asked about it came to. */
  | {
      readonly kind: 'probe-answered'
      readonly account: string
      readonly surface: Surface | null
      readonly verdict: string
      readonly means: Judgement
    }
  /** A surface is done without until then; others are asked in its place. */
  | {
      readonly kind: 'surface-not-served'
      readonly account: string
      readonly surface: Surface
      readonly row: string
      readonly until: Date
    }
  /** It answers again. */
  | { readonly kind: 'surface-served'; readonly account: string; readonly surface: Surface }
  | {
      readonly kind: 'session-died'
      readonly account: string
      readonly version: number
      readonly cause: string
    }
  /** A stored session cannot be opened: it is put aside, and the account logs in anew. */
  | { readonly kind: 'session-unopenable'; readonly account: string; readonly version: number }
  /**
   * Answers have stayed vague: the account's own browser looks. With `mayLogIn` it logs in if it is
   * shown the login page, once a day at the most.
   */
  | { readonly kind: 'doubt-visited'; readonly account: string; readonly mayLogIn: boolean }
  | {
      readonly kind: 'login-started'
      readonly account: string
      readonly method: LoginMethod
      readonly cause: RefreshCause
    }
  | { readonly kind: 'code-awaited'; readonly account: string }
  | {
      readonly kind: 'login-ended'
      readonly account: string
      readonly method: LoginMethod
      readonly outcome: string
      readonly detail: string | null
      /** Set when the machine is why it failed; told again and again, it is still one thing. */
      readonly trouble: MachineTrouble | null
      readonly tookMs: number
    }
  /** A human asked for a login beyond what is allowed to be made automatically in a day. */
  | {
      readonly kind: 'logins-many'
      readonly account: string
      readonly count: number
      readonly perDayMax: number
    }
  | {
      readonly kind: 'session-renewed'
      readonly account: string
      readonly version: number
      readonly cause: RefreshCause
      readonly how: RenewedHow
      readonly tookMs: number
    }
  /** A renewal failed and nothing is wrong: the session lives on. */
  | {
      readonly kind: 'renewal-postponed'
      readonly account: string
      readonly detail: string
      readonly retryMs: number
    }
  | {
      readonly kind: 'throttled'
      readonly account: string
      readonly until: Date
      readonly hits: number
    }
  | {
      readonly kind: 'account-resting'
      readonly account: string
      readonly why: RestReason
      readonly until: Date
    }
  | {
      readonly kind: 'account-stopped'
      readonly account: string
      readonly standing: Standing
      readonly why: StopReason
    }
  /** It may be used again: its block is over, or the operator has dealt with it. */
  | {
      readonly kind: 'account-recovered'
      readonly account: string
      readonly by: 'operator' | 'time'
    }

/** Hears what happens to accounts and sessions. Never throws, and never decides anything. */
export type TellSession = (event: SessionEvent) => void
