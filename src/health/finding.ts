import type { Meaning } from '../words/finding-meaning.ts'

/** One thing that was looked at. */
export type Finding = {
  readonly what: string
  readonly state: 'well' | 'careful' | 'broken'
  /** What was found, as a value: `findingWords` says it, and how to mend it. */
  readonly means: Meaning
}

/** One look at one thing of this installation. What it throws is what is wrong with that. */
export type Look = { readonly what: string; readonly findings: () => Promise<readonly Finding[]> }

/** What an error of a look means, with what it says in English. */
export type MeaningOf = (error: unknown) => Meaning

/**
 * Looks at one thing after the other; `meaningOf` judges what was thrown. When the signal is given
 * the look under way is brought to its end, and no other is begun.
 */
export async function* examine(
  looks: readonly Look[],
  meaningOf: MeaningOf,
  signal?: AbortSignal,
): AsyncGenerator<Finding> {
  for (const { what, findings } of looks) {
    if (signal?.aborted) return
    try {
      yield* await findings()
    } catch (error) {
      yield broken(what, meaningOf(error))
    }
  }
}

/** All is well with it. */
export function well(what: string, means: Meaning): Finding {
  return { what, state: 'well', means }
}

/** It works, and somebody should know. */
export function careful(what: string, means: Meaning): Finding {
  return { what, state: 'careful', means }
}

/** It does not work. */
export function broken(what: string, means: Meaning): Finding {
  return { what, state: 'broken', means }
}
