declare global {
  interface Window {
    /** What `first.js` has asked while the scripts of the page were on their way. */
    evercheckAsked?: Record<string, Promise<Response>>
  }
}

/** An answer is taken for a fresh one this long after the page began. */
const FRESH_MS = 10_000

/** Whether anything was asked before this script was there. */
export function hasEarly(): boolean {
  return window.evercheckAsked !== undefined
}

/** The answer that was asked for before this script was there, once; null if there is none. */
export function takeEarly(path: string): Promise<Response> | null {
  const asked = window.evercheckAsked
  const answer = asked?.[path]
  if (asked === undefined || answer === undefined) return null
  delete asked[path]
  return performance.now() < FRESH_MS ? answer : null
}
