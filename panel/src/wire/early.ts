declare global {
  interface Window {
    /** What `first.js` has asked while the scripts of the page were on their way. */
    evercheckAsked?: Record<string, Promise<Response>>
  }
}

/** An answer as the server has put it into the page. */
export type Given = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** An answer is taken for a fresh one this long after the page began. */
const FRESH_MS = 10_000

/** Whether anything was asked before this script was there. */
export function hasEarly(): boolean {
  return window.evercheckAsked !== undefined
}

/** The answer that was asked for before this script was there, once; null if there is none. */
export function takeEarly(path: string): Promise<Response> | null {
  const asked = window.evercheckAsked ?? {}
  const answer = asked[path]
  if (answer === undefined) return null
  delete asked[path]
  return isFresh() ? answer : null
}

/**
 * What the server has given with the page, by path: nothing if it took so long that it is old, or
 * if the line broke before all of it was here.
 */
export function givenAnswers(): Readonly<Record<string, Given>> {
  const text = document.getElementById('given')?.textContent
  try {
    return text && isFresh() ? JSON.parse(text) : {}
  } catch {
    return {}
  }
}

/**
 * Where the answers that came with the page stand among the events: what has happened since then is
 * heard by whoever listens from there. Null if none came.
 */
export function placeOfGiven(): string | null {
  return document.getElementById('given')?.dataset.since ?? null
}

function isFresh(): boolean {
  return performance.now() < FRESH_MS
}
