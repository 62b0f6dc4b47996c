/** What happens at the HTTP API that the log should keep. */
export type RequestEvent = {
  readonly kind: 'request-refused'
  /** The number that the caller was given. */
  readonly errorId: string
  readonly code: string
  readonly status: number
  readonly method: string
  /** The pattern of the address, without what it was filled with. */
  readonly path: string
  /** What went wrong, in the error's own words. */
  readonly why: string
}
