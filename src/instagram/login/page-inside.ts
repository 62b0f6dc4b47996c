/**
 * What runs inside a page, in a world of its own. It is sent to the browser as text, so it must not
 * use anything from outside itself.
 */

/** Most that is kept of a local storage: a page may fill it with whatever it likes. */
export const STORAGE_CHARS_MAX = 500_000

/** How many characters the inputs of those positions hold; -1 for one that is not there. */
export function lengthsOf(inputs: readonly number[]): number[] {
  const all = [...document.querySelectorAll('input')]
  return inputs.map((index) => all[index]?.value?.length ?? -1)
}

/** The page's local storage, up to so many characters. */
export function readEntries(charsMax: number): { name: string; value: string }[] {
  const entries: { name: string; value: string }[] = []
  let chars = 0
  for (const [name, value] of Object.entries(localStorage)) {
    chars += name.length + String(value).length
    if (chars <= charsMax) entries.push({ name, value: String(value) })
  }
  return entries
}

/** Whether what is typed now goes to this document, and to none that it holds in a frame. */
export function typesHere(): boolean {
  return !/^(iframe|frame|object|embed)$/i.test(document.activeElement?.tagName ?? '')
}

/** The little of the browser's own types that is used above. */
declare const localStorage: Record<string, unknown>
declare const document: {
  readonly activeElement: { readonly tagName: string } | null
  querySelectorAll(selector: string): Iterable<{ readonly value?: string }>
}
