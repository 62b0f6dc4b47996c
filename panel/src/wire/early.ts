declare global {
  interface Window {
    /** What `first.js` has asked while the scripts of the page were on their way. */
    evercheckAsked?: Record<string, Promise<Response>>
  }
}

/** An answer as the server has put it into the page. */
type Given = { readonly headers: Readonly<Record<string, string>>; readonly text: string }

/** An answer is taken for a fresh one this long after the page began. */
const FRESH_MS = 10_000

let given: Record<string, Given> | null = null

/** Whether anything was asked or answered before this script was there. */
export function hasEarly(): boolean {
  return window.evercheckAsked !== undefined || Object.keys(givenAnswers()).length > 0
}

/** The answer that came before this script was there, once; null if there is none. */
export function takeEarly(path: string): Promise<Response> | null {
  const answer = take(givenAnswers(), path)
  if (answer !== null) return Promise.resolve(new Response(answer.text, answer))
  return take(window.evercheckAsked ?? {}, path)
}

/**
 * Where the answers that came with the page stand among the events: what has happened since then is
 * heard by whoever listens from there. Null if none came.
 */
export function placeOfGiven(): string | null {
  return document.getElementById('given')?.dataset.since ?? null
}

function take<T>(answers: Record<string, T>, path: string): T | null {
  const answer = answers[path]
  if (answer === undefined) return null
  delete answers[path]
  return performance.now() < FRESH_MS ? answer : null
}

/** What the server has given with the page; of no use in another language than is read here. */
function givenAnswers(): Record<string, Given> {
  if (given !== null) return given
  const { dataset, lang } = document.documentElement
  const text = dataset.given === lang ? document.getElementById('given')?.textContent : null
  given = text ? (JSON.parse(text) as Record<string, Given>) : {}
  return given
}
