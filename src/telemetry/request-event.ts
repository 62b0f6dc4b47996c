/** What happens at the HTTP API. */
export type RequestEvent = RequestRefused | RequestAnswered | PageUndrawn

/** A request was answered, be it with a refusal; a stream is none that is measured. */
type RequestAnswered = {
  readonly kind: 'request-answered'
  readonly method: string
  /** The pattern of the address, without what it was filled with. */
  readonly route: string
  readonly status: number
  /** From its arrival until the answer was out, in milliseconds. */
  readonly tookMs: number
}

/** What the log should keep. */
type RequestRefused = {
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

/** The first frame of a page could not be drawn here: its reader's browser does, later. */
type PageUndrawn = {
  readonly kind: 'page-undrawn'
  /** What went wrong, in the error's own words. */
  readonly why: string
}
