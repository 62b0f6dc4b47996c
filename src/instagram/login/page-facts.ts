/** What can be seen of an input: never its value. */
export type InputFacts = {
  /** Its position among all `input` elements of the document. */
  readonly index: number
  readonly name: string
  readonly type: string
  readonly autocomplete: string
  readonly inputMode: string
  /** Its label, `aria-label` or placeholder. */
  readonly label: string
  readonly filled: boolean
  readonly checked: boolean
}

/** What can be seen of a page: the material that a page is recognised by. */
export type PageFacts = {
  /** Where the document is from: only what Instagram's own say is believed. */
  readonly origin: string
  readonly path: string
  /** `loading`, `interactive` or `complete`, as the document says. */
  readonly ready: string
  readonly title: string
  /** The class names of the root element and the body. */
  readonly classes: string
  /** Visible inputs in the order of the document. */
  readonly inputs: readonly InputFacts[]
  readonly headings: readonly string[]
  readonly alerts: readonly string[]
  /** Texts of visible buttons, links and things that act as buttons. */
  readonly buttons: readonly string[]
  /** The beginning of the visible text. */
  readonly text: string
}

/**
 * Runs inside the page: resolves with its facts as soon as they differ from `seen` (the JSON of
 * facts that are known already, or empty).
 *
 * @NOTE It is sent to the browser as text, so it must not use anything from outside itself.
 */
export function factsOtherThan(seen: string): Promise<PageFacts> {
  const textOf = (element: PageElement, most: number): string => {
    // Not `textContent` first: what is hidden must not be read.
    const text = element.innerText ?? element.textContent ?? ''
    return text.replace(/\s+/g, ' ').trim().slice(0, most)
  }

  const visible = (selector: string): PageElement[] =>
    [...document.querySelectorAll(selector)].filter((element) =>
      element.checkVisibility({ visibilityProperty: true }),
    )

  const texts = (selector: string, most: number): string[] =>
    visible(selector)
      .slice(0, 40)
      .map((element) => textOf(element, most))
      .filter((text) => text !== '')

  const attribute = (element: PageElement, name: string): string =>
    (element.getAttribute(name) ?? '').slice(0, 80)

  const labelOf = (input: PageElement): string =>
    attribute(input, 'aria-label') ||
    [...(input.labels ?? [])]
      .slice(0, 4)
      .map((label) => textOf(label, 80))
      .join(' ') ||
    attribute(input, 'placeholder') ||
    ''

  const read = (): PageFacts => {
    const all = [...document.querySelectorAll('input')].slice(0, 200)
    const shown = new Set(visible('input'))
    return {
      origin: location.origin,
      path: location.pathname.slice(0, 2_000),
      ready: document.readyState,
      title: document.title.slice(0, 120),
      classes: `${document.documentElement?.className} ${document.body?.className}`.slice(0, 1_000),
      inputs: all
        .map((input, index) => ({
          index,
          name: attribute(input, 'name'),
          type: (attribute(input, 'type') || 'text').toLowerCase(),
          autocomplete: attribute(input, 'autocomplete'),
          inputMode: attribute(input, 'inputmode'),
          label: labelOf(input),
          filled: (input.value ?? '') !== '',
          checked: input.checked === true,
        }))
        // A tick box is often hidden behind a drawing of itself.
        .filter((facts, index) => {
          const input = all[index]
          return facts.type === 'checkbox' || (input !== undefined && shown.has(input))
        }),
      headings: texts('h1, h2, h3, [role="heading"]', 160),
      alerts: texts('[role="alert"], #slfErrorAlert', 300),
      buttons: texts('button, a, [role="button"], [role="link"]', 80),
      text: document.body ? textOf(document.body, 2_000) : '',
    }
  }

  return new Promise((resolve) => {
    // Not with every frame: that alone would make the browser draw frames, and read the whole page,
    // for as long as nothing happens. What no observer hears of, such as a style, is seen a little
    // later.
    let hasChanged = false
    let next = 0
    const lookAgain = (afterMs: number): void => {
      clearTimeout(next)
      next = setTimeout(look, afterMs)
    }
    const observer = new MutationObserver(() => {
      if (!hasChanged) lookAgain(16)
      hasChanged = true
    })
    const look = (): void => {
      hasChanged = false
      const facts = read()
      if (JSON.stringify(facts) === seen) {
        lookAgain(100)
        return
      }
      clearTimeout(next)
      observer.disconnect()
      resolve(facts)
    }
    const everything = { attributes: true, characterData: true, childList: true, subtree: true }
    observer.observe(document, everything)
    look()
  })
}

/** The little of the browser's own types that is used above. */
type PageElement = {
  readonly className: string
  readonly innerText?: string
  readonly textContent: string | null
  readonly value?: string
  readonly checked?: boolean
  readonly labels?: Iterable<PageElement> | null
  getAttribute(name: string): string | null
  checkVisibility(options: { readonly visibilityProperty: boolean }): boolean
}
declare const document: {
  readonly readyState: string
  readonly title: string
  readonly documentElement: PageElement | null
  readonly body: PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}
declare const location: { readonly origin: string; readonly pathname: string }
declare function setTimeout(callback: () => void, afterMs: number): number
declare function clearTimeout(timeout: number): void
declare class MutationObserver {
  constructor(callback: () => void)
  observe(node: typeof document, options: Readonly<Record<string, boolean>>): void
  disconnect(): void
}
