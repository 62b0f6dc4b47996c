/** What Telegram puts behind `#` when it opens a page of ours, and what it waits for. */
export function greetTelegram(place: Location): void {
  const fragment = new URLSearchParams(place.hash.slice(1))
  if (fragment.get('tgWebAppData') === null) return
  const dark = isDark(fragment.get('tgWebAppThemeParams'))
  const root = document.documentElement
  // What was chosen here goes first.
  if (dark !== null && root.dataset.theme === undefined)
    root.dataset.theme = dark ? 'dark' : 'light'
  for (const event of ['web_app_ready', 'web_app_expand']) tell(event)
}

type Phone = { readonly postEvent?: (event: string, data: string) => void }

/** The apps have a door of their own, the web version is the page around ours. */
function tell(eventType: string): void {
  // Telegram puts it there; no type says so.
  const phone = (window as { readonly TelegramWebviewProxy?: Phone }).TelegramWebviewProxy
  if (phone?.postEvent) phone.postEvent(eventType, '{}')
  else if (window.parent !== window) {
    window.parent.postMessage(
      JSON.stringify({ eventType, eventData: {} }),
      'https://web.telegram.org',
    )
  }
}

function isDark(params: string | null): boolean | null {
  try {
    const { bg_color: colour } = JSON.parse(params ?? '{}') as { bg_color?: unknown }
    const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(colour))
    if (!found) return null
    const [red = 0, green = 0, blue = 0] = found.slice(1).map((part) => Number.parseInt(part, 16))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128
  } catch {
    return null
  }
}
