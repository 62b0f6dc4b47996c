import { config } from './send.js'

const SAVED = 'one-tap-login'

/** Where a login that succeeded leads. */
export function afterLogin(oneTapPrompt) {
  const next = new URLSearchParams(location.search).get('next') ?? '/'
  return oneTapPrompt ? `/accounts/onetap/?next=${encodeURIComponent(next)}` : next
}

/** Remembers a login on this browser, as "Save info" asks for. */
export function saveLogin(saved) {
  localStorage.setItem(SAVED, JSON.stringify(saved))
}

/** Forgets it: the server takes it no more. */
export function forgetLogin() {
  localStorage.removeItem(SAVED)
}

/** The login that this browser remembers, unless the server switched the tile off. */
export function savedLogin() {
  const text = config.savedLogin ? localStorage.getItem(SAVED) : null
  return text === null ? undefined : JSON.parse(text)
}
