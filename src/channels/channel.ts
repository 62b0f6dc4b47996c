import type { Notice } from '../alerts/alert.ts'
import type { ChannelName } from '../alerts/telling.ts'
import type { Unsent } from '../alerts/unsent.ts'
import type { Language } from '../words/language.ts'

/** A way to reach people. */
export type Channel = {
  readonly name: ChannelName
  /** Sends a notice to one address of the channel. Never throws for what the other side does. */
  send(message: Message, signal: AbortSignal): Promise<Sending>
}

/** A notice for one address. */
export type Message = {
  /** The same for every attempt: a receiver can know it again. */
  readonly id: string
  readonly target: string
  readonly notice: Notice
}

/** What sending came to. `why` holds no secret. */
export type Sending =
  | { readonly kind: 'sent' }
  /** It may arrive later: try again, and not before that if it was said. */
  | { readonly kind: 'failed'; readonly why: Unsent; readonly retryMs: number | null }
  /** It will never arrive like this: somebody must set it right. */
  | { readonly kind: 'refused'; readonly why: Unsent }

/** How people are written to. */
export type Reader = {
  readonly language: Language
  /** Such as `Europe/Moscow`. */
  readonly zone: string
}

/** How long one attempt may take. */
export const SEND_MS = 15_000
