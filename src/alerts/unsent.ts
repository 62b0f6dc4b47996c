/** Why a notice did not reach whom it was for. */
export type Unsent =
  /** No answer came in time. */
  | { readonly kind: 'late' }
  /** The connection failed, and the system does not say how. */
  | { readonly kind: 'cut' }
  /** The system says why there is no connection: its code, and the same in English. */
  | { readonly kind: 'system'; readonly code: string; readonly says: string }
  /** The other side answered, and not with a yes; `said` are its own words. */
  | { readonly kind: 'answers'; readonly status: number | null; readonly said: string }
  /** Something answers that is not the Bot API. */
  | { readonly kind: 'no-bot-api'; readonly status: number }
  /** The mail server does not take our name or password. */
  | { readonly kind: 'login-refused'; readonly said: string }
