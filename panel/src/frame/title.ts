let title = ''
let trouble = 0
let isShown = true

/** The name of the page in the tab. */
export function setPageTitle(name: string): void {
  title = name
  showSoon()
}

/** How much needs a human: the tab says so, and its icon has a dot. */
export function setTrouble(count: number): void {
  trouble = count
  showSoon()
}

/** Once for all that changes together: a tab is drawn by the browser, which is asked each time. */
function showSoon(): void {
  if (isShown) queueMicrotask(show)
  isShown = false
}

function show(): void {
  isShown = true
  const name = title === '' ? 'Evercheck' : `${title} · Evercheck`
  document.title = trouble > 0 ? `(${trouble}) ${name}` : name
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const href = trouble > 0 ? '/icon-trouble.svg' : '/icon.svg'
  if (icon !== null && !icon.href.endsWith(href)) icon.href = href
}
