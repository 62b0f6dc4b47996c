// Before anything is drawn: the theme and the language that this reader has chosen here, and what
// the first page will ask: it travels while the page's own scripts do. A page that comes with these
// answers comes in that theme and language, and without this script: `src/api/panel-given.ts`.
// `ASKS` is put in by the builder: what every page asks, and what the overview asks beside that,
// for its first frame and below.
try {
  const root = document.documentElement
  const kept = (name) =>
    new RegExp(`(?:^|; )evercheck-${name}=(\\w+)`).exec(document.cookie)?.[1] ?? ''
  if (/^(light|dark)$/.test(kept('theme'))) root.dataset.theme = kept('theme')
  if (/^ru\b/i.test(kept('language') || navigator.language)) root.lang = 'ru'
  if (localStorage.getItem('evercheck-signed-in') !== null) {
    root.classList.add('known')
    const headers = {
      accept: 'application/json',
      'accept-language': root.lang,
      'x-evercheck': 'panel',
    }
    const asked = {}
    const isOverview = location.pathname === '/'
    const paths = isOverview ? [...ASKS.all, ...ASKS.overview, ...ASKS.behind] : ASKS.all
    for (const path of paths) {
      asked[path] = fetch(path, { headers, credentials: 'same-origin' })
      // Whoever takes the answer hears of it.
      asked[path].catch(() => undefined)
    }
    window.evercheckAsked = asked
  }
} catch {
  // A browser that keeps nothing follows the system, and asks when the page is there.
}
