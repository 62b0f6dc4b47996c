import type { FastifyRequest } from 'fastify'
import type { Site } from '../access/passkey.ts'
import { principalOf, type Recognition } from '../access/principal-of.ts'
import type { Database } from '../db/database.ts'
import { cookieIn } from './auth-cookies.ts'
import { OriginRefusedError } from './auth-refusals.ts'
import { type Asked, isOfOurs, siteOf } from './auth-site.ts'
import type { Authenticate } from './principal.ts'
import { CredentialsRefusedError } from './refusals.ts'

const REFUSALS = {
  unknown: 'This token is not known.',
  expired: 'This token has expired.',
  revoked: 'This token was revoked.',
} as const

/** Knows a request by its token, or by the cookie of an operator who has signed in. */
export function authenticateBy(
  context: { readonly db: Database },
  settings: { readonly publicUrl: string | null },
): Authenticate {
  return async (request) => {
    const bearer = bearerIn(request)
    // What names a token wants to be known by it, and not by a cookie that came along.
    if (bearer !== null) return principalIn(await principalOf(context, { bearer, cookie: null }))
    const site = siteOf(askedBy(request), settings.publicUrl)
    if (site === null) return null
    const cookie = cookieIn(request, site, 'session')
    if (cookie === null) return null
    if (!isOfOurs(askedBy(request), site)) throw new OriginRefusedError()
    return principalIn(await principalOf(context, { bearer: null, cookie }), true)
  }
}

/** What stands behind `Bearer`; null without it. */
export function bearerIn(request: FastifyRequest): string | null {
  return /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/**
 * Where a page of ours asks from, which may set cookies there.
 * @throws OriginRefusedError ORIGIN_REFUSED for whoever is none
 */
export function siteIn(
  request: FastifyRequest,
  settings: { readonly publicUrl: string | null },
): Site {
  const asked = askedBy(request)
  const site = siteOf(asked, settings.publicUrl)
  if (site === null || !isOfOurs(asked, site)) throw new OriginRefusedError()
  return site
}

function askedBy(request: FastifyRequest): Asked {
  const { headers, method, protocol, host, socket } = request
  return {
    method,
    protocol,
    host: host === '' ? undefined : host,
    peer: socket.remoteAddress ?? null,
    origin: headers.origin,
    secFetchSite: textOf(headers['sec-fetch-site']),
    marker: textOf(headers['x-evercheck']),
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}

function principalIn(shown: Recognition, isSession = false) {
  switch (shown.kind) {
    case 'known':
      return shown.principal
    case 'nobody':
      return null
    case 'refused':
      throw new CredentialsRefusedError(
        isSession ? 'This session has ended: sign in again.' : REFUSALS[shown.why],
      )
  }
}
