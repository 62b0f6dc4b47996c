import type { Page, Request, Response } from 'playwright-core'
import { isClaim } from '../cookies/session-state.ts'
import { cleanText } from '../wire/outside-text.ts'
import { answersLogins } from './answer-reading.ts'
import { ORIGIN } from './browser.ts'

/** Whether an address is one of the page that logins happen on, and of no other host. */
export function isAtInstagram(url: string): boolean {
  return URL.parse(url)?.origin === ORIGIN
}

/** Whether an origin is one of Instagram's hosts: what it shows may be believed. */
export function isInstagramsOrigin(origin: string): boolean {
  return /^https:\/\/(?:[a-z\d-]+\.)*instagram\.com$/.test(origin)
}

/** Whether an answer came from Instagram itself, and from no worker of a page in its place. */
export function isInstagramsAnswer(response: Response): boolean {
  return isAtInstagram(response.url()) && !response.fromServiceWorker()
}

/** Whether a page has sent a login, or a code, by a way that we know. */
export function isLogin(request: Request): boolean {
  if (request.method() !== 'POST' || !isAtInstagram(request.url())) return false
  const path = URL.parse(request.url())?.pathname ?? ''
  if (!answersLogins(path)) return false
  if (!path.includes('graphql')) return true
  const name = request.headers()['x-fb-friendly-name'] ?? request.postData() ?? ''
  return /WebLogin|TwoFactorLogin|AuthPlatform/.test(name)
}

/** Wider than `isLogin`: a form that was sent by a way we do not know must not be sent again. */
export function sendsForm(request: Request): boolean {
  if (request.method() !== 'POST') return false
  const path = URL.parse(request.url())?.pathname ?? ''
  return (
    isLogin(request) ||
    /login|two_factor|auth_platform|challenge/.test(path) ||
    /PWD_INSTAGRAM|PWD_BROWSER|enc_password/.test(request.postData() ?? '')
  )
}

/** Whether a page is about to be another one. */
export function isNavigation(request: Request, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame()
}

/** The claim that an answer hands out; null without one that could be sent back. */
export function claimIn(response: Response): string | null {
  const claim = response.headers()['x-ig-set-www-claim'] ?? ''
  return isClaim(claim) ? claim : null
}

/** For people: where an address leads, and nothing of what else is in it. */
export function hostOf(url: string): string {
  const { protocol, host } = URL.parse(url) ?? { protocol: 'nowhere:', host: '' }
  return cleanText(host === '' ? protocol : host, 100)
}
