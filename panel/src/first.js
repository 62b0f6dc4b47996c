// Before anything is drawn: the theme and the language that this reader has chosen here, and what
// the first page will ask, unless the server gives the answers with the page: they travel while the
// page's own scripts do.
// `ASKS` is put in by the builder: what every page asks, and what the overview asks beside that.
try {
  const root = document.documentElement
  const theme = localStorage.getItem('evercheck-theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  const language = localStorage.getItem('evercheck-language')
  if (language === 'en' || language === 'ru') root.lang = language
  else if (/^ru\b/i.test(navigator.language)) root.lang = 'ru'
  if (localStorage.getItem('evercheck-signed-in') !== null) {
    root.classList.add('known')
  }
  const isKnown = root.classList.contains('known')
  if (isKnown && root.dataset.given !== root.lang) {
    const headers = {
      accept: 'application/json',
      'accept-language': root.lang,
      'x-evercheck': 'panel',
    }
    const asked = {}
    for (const path of location.pathname === '/' ? [...ASKS.all, ...ASKS.overview] : ASKS.all) {
      asked[path] = fetch(path, { headers, credentials: 'same-origin' })
      // Whoever takes the answer hears of it.
      asked[path].catch(() => undefined)
    }
    window.evercheckAsked = asked
  }
} catch {
  // A browser that keeps nothing follows the system, and asks when the page is there.
}
