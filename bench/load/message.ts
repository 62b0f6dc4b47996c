import type { SessionState } from '../../src/instagram/cookies/session-state.ts'
import type { LoginOutcome } from '../../src/instagram/login/outcome.ts'
import type { Place } from '../evercheck.ts'

/** What a worker of the load is started with. */
export type WorkerOrder = { readonly place: Place; readonly slots: number }

/** What is to be typed into the login page. Its functions stay at home and are called back. */
export type RemoteAsk = {
  readonly username: string
  readonly password: string | null
  readonly state: SessionState | null
  readonly hasCode: boolean
}

/** What a login calls back while it is under way. */
export type Callback = 'before-form' | 'submitted' | 'code'

/** From the bench to a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly order: WorkerOrder }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: LoginOutcome }
  | { readonly kind: 'call'; readonly id: number; readonly callback: Callback }
  | { readonly kind: 'failed'; readonly id: number; readonly why: string }
  | { readonly kind: 'end' }

/** From a worker to the bench. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'login'; readonly id: number; readonly ask: RemoteAsk }
  | { readonly kind: 'called'; readonly id: number; readonly came: CallbackOutcome }
  /** Something that a worker tells only when it goes wrong. */
  | { readonly kind: 'failure'; readonly why: string }
  | { readonly kind: 'over'; readonly report: WorkerReport }

/** A code, nothing, or why the form must not be sent any more. */
export type CallbackOutcome =
  | { readonly kind: 'returned'; readonly code: string | null }
  | { readonly kind: 'threw'; readonly message: string }

/** What a worker says of itself at its end. */
export type WorkerReport = {
  readonly delays: readonly SliceDelay[]
  readonly startMb: number
  readonly peakMb: number
  readonly endMb: number
  /** Time of a core that it has used. */
  readonly cpuMs: number
}

/** When a slice began, in milliseconds since 1970, and for how long its slot had been free. */
export type SliceDelay = { readonly atMs: number; readonly delayMs: number }
