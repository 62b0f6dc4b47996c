import type { Route, SimRequest } from '../wire/route.ts'
import type { Desk } from './desk.ts'

/** What the page and `shared_data` say about the viewer and the password key (facts 5.1, 6). */
export function sharedData(desk: Desk, request: SimRequest, csrfToken: string): object {
  const viewer = desk.world.sessionOf(request)
  const account = viewer.kind === 'alive' ? viewer.account : undefined
  const { keyId, publicKey, version } = desk.webKey.published
  return {
    config: {
      csrf_token: csrfToken,
      viewer: account ? { id: account.pk, username: account.username } : null,
      viewerId: account?.pk ?? null,
    },
    country_code: 'DE',
    language_code: 'en',
    locale: 'en_US',
    encryption: { key_id: String(keyId), public_key: publicKey, version: String(version) },
  }
}

/** The key as headers of the login page (facts 5.1). */
export function passwordKeyHeaders(desk: Desk): Record<string, string> {
  const { keyId, publicKey, version } = desk.webKey.published
  return {
    'ig-set-password-encryption-web-key-id': String(keyId),
    'ig-set-password-encryption-web-pub-key': publicKey,
    'ig-set-password-encryption-web-key-version': String(version),
  }
}

/** The value that a list of `Set-Cookie` texts gives to `csrftoken`. */
export function csrfTokenOf(setCookies: readonly string[]): string {
  const text = setCookies.find((cookie) => cookie.startsWith('csrftoken=')) ?? ''
  return text.slice('csrftoken='.length).split(';', 1)[0] ?? ''
}

/** `shared_data`, under its newer and its older path. */
export function sharedDataRoutes(desk: Desk): readonly Route[] {
  return ['/api/v1/web/data/shared_data/', '/data/shared_data/'].map((path) => ({
    host: 'www.instagram.com',
    method: 'GET',
    path,
    surface: 'shared-data',
    handle(request) {
      const viewer = desk.world.sessionOf(request)
      const setCookies =
        viewer.kind === 'alive'
          ? desk.world.rotatedCookies(viewer.session)
          : desk.world.visitorCookies(request)
      return {
        status: 200,
        headers: passwordKeyHeaders(desk),
        setCookies,
        json: sharedData(desk, request, csrfTokenOf(setCookies)),
      }
    },
  }))
}
