/** One thing that `evercheck doctor` has looked at. */
export type Finding = {
  readonly what: string
  readonly state: 'well' | 'careful' | 'broken'
  /** What was found, and how to mend it, as a sentence. */
  readonly says: string
}
