/** An account on its way to its first session. */
export type Attempt = {
  readonly account: string
  /** What came of it: nothing to say, or why it did not work. */
  readonly done: Promise<string | null>
}
