import type { FastifyRequest } from 'fastify'
import { readInitData } from '../access/init-data.ts'
import type { Site } from '../access/passkey.ts'
import type { Principal } from '../access/principal.ts'
import { principalOf, type Recognition } from '../access/principal-of.ts'
import type { SignInContext } from '../access/sign-in.ts'
import { telegramIdentity } from '../customers/customer.ts'
import { customerOf } from '../customers/customer-store.ts'
import { databaseNow } from '../db/time.ts'
import { cookieIn } from './auth-cookies.ts'
import { OriginRefusedError } from './auth-refusals.ts'
import { type Asked, isOfOurs, siteOf } from './auth-site.ts'
import type { Authenticate } from './principal.ts'
import { CredentialsRefusedError } from './refusals.ts'

const REFUSALS = {
  unknown: 'This token or link is not known.',
  expired: 'The time of this token or link is over.',
  revoked: 'This token or link was ended.',
} as const

/** What knowing a request needs. */
export type AuthenticateContext = SignInContext & {
  readonly secrets: { readonly telegramToken: string | null }
}

/**
 * Knows a request by its token or link, by what Telegram has signed for a Mini App, or by the
 * cookie of an operator who has signed in.
 */
export function authenticateBy(
  context: AuthenticateContext,
  settings: { readonly publicUrl: string | null },
): Authenticate {
  return async (request) => {
    const bearer = bearerIn(request)
    const initData = /^tma +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    if (initData !== undefined) return miniApp(context, initData)
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

/** The customer who has opened the Mini App. He sees his own checks, and does little else. */
async function miniApp(context: AuthenticateContext, initData: string): Promise<Principal> {
  const { telegramToken: botToken } = context.secrets
  if (botToken === null) throw new CredentialsRefusedError('There is no bot here.')
  const proof = { botToken, botId: botToken.split(':')[0] ?? '' }
  const read = readInitData(initData, proof, await databaseNow(context))
  if (read.kind === 'refused') {
    throw new CredentialsRefusedError(
      read.why === 'over'
        ? 'This page was opened long ago: open it again.'
        : 'That was not signed by Telegram for this bot.',
    )
  }
  const customer = await customerOf(context, telegramIdentity(read.userId))
  if (customer === null) throw new CredentialsRefusedError('Nobody is known by that chat.')
  return {
    kind: 'customer',
    customerId: customer.id,
    checkId: null,
    tokenId: null,
    operatorId: null,
    name: 'mini app',
    role: null,
    sessionId: null,
    sudoUntil: null,
    readsOnly: true,
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
