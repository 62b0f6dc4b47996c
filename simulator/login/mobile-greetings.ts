import { guarded } from '../faults/guard.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import type { World } from '../world/world.ts'
import type { Desk } from './desk.ts'

/** Calls that an app makes around a login and whose answer it hardly reads. */
const SMALL_TALK = [
  'accounts/contact_point_prefill',
  'accounts/get_prefill_candidates',
  'attribution/log_attribution',
  'attribution/log_resurrect_attribution',
  'consent/get_signup_config',
  'devices/ndx/api/async_get_ndx_ig_steps',
  'launcher/mobileconfig',
  'launcher/sync',
  'loom/fetch_config',
  'media/blocked',
  'multiple_accounts/get_account_family',
  'notifications/badge',
  'push/register',
  'qe/expose',
  'qe/sync',
  'zr/dual_tokens',
  'zr/token/result',
] as const

/** What apps ask before and after a login; the answers hand out the password key (facts 5.4). */
export function greetingRoutes(desk: Desk): readonly Route[] {
  return SMALL_TALK.map((name) => ({
    host: 'i.instagram.com',
    method: 'any',
    path: `/api/v1/${name}/`,
    surface: 'mobile-greeting',
    handle: (request) => greeting(desk, request),
  }))
}

function greeting(desk: Desk, request: SimRequest): SimAnswer {
  const { keyId, publicKeyBase64 } = desk.mobileKey
  const mid = request.headers['x-mid']
  return {
    status: 200,
    headers: {
      'ig-set-password-encryption-key-id': String(keyId),
      'ig-set-password-encryption-pub-key': publicKeyBase64,
      'ig-set-x-mid': typeof mid === 'string' && mid ? mid : desk.world.deviceOf(request).mid,
    },
    json: { status: 'ok' },
  }
}

/** The first things an app looks at once it is logged in: an empty feed and an empty tray. */
export function mobileFeedRoutes(world: World): readonly Route[] {
  const feed = (path: string, json: object): Route =>
    guarded(world, {
      host: 'i.instagram.com',
      method: 'any',
      path,
      surface: 'mobile-feed',
      kind: 'api',
      answer: () => ({ status: 200, json }),
    })
  return [
    feed('/api/v1/feed/timeline/', {
      num_results: 0,
      more_available: false,
      auto_load_more_enabled: true,
      feed_items: [],
      status: 'ok',
    }),
    feed('/api/v1/feed/reels_tray/', { tray: [], broadcasts: [], status: 'ok' }),
  ]
}
