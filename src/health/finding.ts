/** One thing that was looked at. */
export type Finding = {
  readonly what: string
  readonly state: 'well' | 'careful' | 'broken'
  /** What was found, and how to mend it, as a sentence. */
  readonly says: string
}

/** One look at one thing of this installation. What it throws is what is wrong with that. */
export type Look = { readonly what: string; readonly findings: () => Promise<readonly Finding[]> }

/** Looks at one thing after the other; `sentenceOf` says what was thrown. */
export async function* examine(
  looks: readonly Look[],
  sentenceOf: (error: unknown) => string,
): AsyncGenerator<Finding> {
  for (const { what, findings } of looks) {
    try {
      yield* await findings()
    } catch (error) {
      yield broken(what, sentenceOf(error))
    }
  }
}

/** All is well with it. */
export function well(what: string, says: string): Finding {
  return { what, state: 'well', says }
}

/** It works, and somebody should know. */
export function careful(what: string, says: string): Finding {
  return { what, state: 'careful', says }
}

/** It does not work. */
export function broken(what: string, says: string): Finding {
  return { what, state: 'broken', says }
}
