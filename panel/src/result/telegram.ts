import { borrowTheme } from '../ui/theme.ts'

type Phone = { readonly postEvent?: (event: string, data: string) => void }

/** What Telegram's apps look for in the pages that they show; no type says so. */
type Room = {
  readonly TelegramWebviewProxy?: Phone
  Telegram?: { readonly WebView: { readonly receiveEvent: typeof hear } }
  TelegramGameProxy_receiveEvent?: typeof hear
}

const room = window as Room
const listeners = new Set<() => void>()

const isNative = room.TelegramWebviewProxy?.postEvent !== undefined

/** Whether Telegram shows this page, in an app or a frame: neither lets a file be taken out. */
export const IN_APP = isNative || window.parent !== window

/** Takes what Telegram puts behind `#` of a page of ours, and tells it what it waits for. */
export function greetTelegram(place: Location): void {
  const fragment = new URLSearchParams(place.hash.slice(1))
  if (fragment.get('tgWebAppData') === null) return
  wear(fragment.get('tgWebAppThemeParams'))
  room.Telegram = { WebView: { receiveEvent: hear } }
  room.TelegramGameProxy_receiveEvent = hear
  window.addEventListener('message', ({ source, data }) => {
    if (source === window.parent && source !== window) hearText(data)
  })
  for (const event of ['web_app_ready', 'web_app_expand', 'web_app_request_safe_area']) tell(event)
  // Whoever scrolls a list does not mean to put the page away.
  tell('web_app_setup_swipe_behavior', { allow_vertical_swipe: false })
}

/** Shows Telegram's own Back above the page for as long as it means something. */
export function onTelegramBack(listener: () => void): () => void {
  listeners.add(listener)
  tell('web_app_setup_back_button', { is_visible: true })
  return () => {
    listeners.delete(listener)
    tell('web_app_setup_back_button', { is_visible: false })
  }
}

/** The apps have a door of their own, the web version is the page around ours. */
function tell(eventType: string, eventData: Readonly<Record<string, unknown>> = {}): void {
  if (isNative) room.TelegramWebviewProxy?.postEvent?.(eventType, JSON.stringify(eventData))
  else if (window.parent !== window) {
    const text = JSON.stringify({ eventType, eventData })
    window.parent.postMessage(text, 'https://web.telegram.org')
  }
}

function hearText(text: unknown): void {
  try {
    const { eventType, eventData } = JSON.parse(String(text)) as Record<string, unknown>
    hear(eventType, eventData)
  } catch {
    // Somebody else's message.
  }
}

/** What Telegram says meanwhile. It changes how the page looks, and nothing else. */
function hear(eventType: unknown, eventData: unknown): void {
  const said = (eventData ?? {}) as Readonly<Record<string, unknown>>
  if (eventType === 'theme_changed') wear(JSON.stringify(said.theme_params))
  if (eventType === 'back_button_pressed') for (const listener of listeners) listener()
  if (eventType === 'safe_area_changed') {
    const bottom = Math.min(120, Math.max(0, Number(said.bottom) || 0))
    document.documentElement.style.setProperty('--safe-bottom', `${bottom}px`)
  }
}

/** Looks as light or dark as Telegram does. */
function wear(params: string | null | undefined): void {
  const dark = isDark(params)
  if (dark !== null) borrowTheme(dark ? 'dark' : 'light')
}

function isDark(params: string | null | undefined): boolean | null {
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
