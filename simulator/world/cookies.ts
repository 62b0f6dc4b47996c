import type { Random } from '../../src/kernel/ids.ts'
import type { SimRequest } from '../wire/route.ts'
import type { Device, Session } from './accounts.ts'
import { alphanumericText, base64urlText, hexText, uuidText } from './tokens.ts'

const DAY_SECONDS = 24 * 60 * 60
const REGIONS = ['CLN', 'EAG', 'FRC', 'LDC', 'NAO', 'PRN', 'RVA', 'SNB', 'VLL'] as const

type Attributes = {
  readonly maxAgeDays?: number
  readonly httpOnly?: boolean
  readonly sameSite?: 'Lax' | 'None'
}

function setCookie(name: string, value: string, nowMs: number, attributes: Attributes): string {
  let text = `${name}=${value}; Domain=.instagram.com; Path=/`
  if (attributes.maxAgeDays !== undefined) {
    const maxAgeSeconds = attributes.maxAgeDays * DAY_SECONDS
    const expires = new Date(nowMs + maxAgeSeconds * 1000).toUTCString()
    text += `; Expires=${expires}; Max-Age=${maxAgeSeconds}`
  }
  text += '; Secure'
  if (attributes.httpOnly) text += '; HttpOnly'
  return attributes.sameSite === undefined ? text : `${text}; SameSite=${attributes.sameSite}`
}

/** `csrftoken`: readable by scripts, set again on nearly every answer (facts 1.1). */
export function csrfCookie(token: string, nowMs: number): string {
  return setCookie('csrftoken', token, nowMs, { maxAgeDays: 364, sameSite: 'Lax' })
}

/** `rur`: a quoted text whose commas are the octal escape `\054`, without expiry (facts 1.1). */
export function rurCookie(random: Random, pk: string, nowMs: number): string {
  const region = REGIONS[Math.floor(random.fraction() * REGIONS.length)] ?? 'CLN'
  const seconds = Math.floor(nowMs / 1000) + 365 * DAY_SECONDS
  const value = `"${region}\\054${pk}\\054${seconds}:01f7${hexText(random, 56)}"`
  return setCookie('rur', value, nowMs, { httpOnly: true, sameSite: 'Lax' })
}

/** A `sessionid` that is deleted: what a server does that invalidated the token (row 30). */
export function deletedSessionCookie(): string {
  const epoch = new Date(0).toUTCString()
  return (
    `sessionid=""; Domain=.instagram.com; Path=/; Expires=${epoch}; Max-Age=0; ` +
    'Secure; HttpOnly; SameSite=Lax'
  )
}

/** The device that a request's cookies describe; missing identifiers are made up. */
export function deviceOf(random: Random, request: SimRequest): Device {
  const userAgent = request.headers['user-agent'] ?? ''
  return {
    igDid: request.cookies.get('ig_did') || uuidText(random),
    mid: request.cookies.get('mid') || base64urlText(random, 28),
    datr: request.cookies.get('datr') || base64urlText(random, 24),
    userAgent,
  }
}

function deviceCookies(device: Device, nowMs: number): string[] {
  return [
    setCookie('mid', device.mid, nowMs, { maxAgeDays: 400, sameSite: 'Lax' }),
    setCookie('ig_did', device.igDid, nowMs, { maxAgeDays: 365, httpOnly: true, sameSite: 'None' }),
    setCookie('datr', device.datr, nowMs, { maxAgeDays: 400, httpOnly: true, sameSite: 'None' }),
    setCookie('ig_nrcb', '1', nowMs, { maxAgeDays: 365, sameSite: 'Lax' }),
  ]
}

/** The cookies an anonymous visitor is given: those of facts 1.1 that the request lacks. */
export function visitorCookies(random: Random, request: SimRequest, nowMs: number): string[] {
  const token = request.cookies.get('csrftoken') || alphanumericText(random, 32)
  const device = deviceOf(random, request)
  const fresh = deviceCookies(device, nowMs).filter(
    (text) => !request.cookies.get(text.slice(0, text.indexOf('='))),
  )
  return [csrfCookie(token, nowMs), ...fresh]
}

/** All cookies of a new login with the attributes and lifetimes of facts 1.1. */
export function loginCookies(random: Random, session: Session, nowMs: number): string[] {
  const { pk } = session.account
  const seconds = Math.floor(nowMs / 1000)
  const shbSeconds = seconds + 365 * DAY_SECONDS
  const shbid = `"${1000 + (Number(pk) % 20_000)}\\054${pk}\\054${shbSeconds}:01f7${hexText(random, 56)}"`
  const shbts = `"${seconds}\\054${pk}\\054${shbSeconds}:01f7${hexText(random, 56)}"`
  return [
    setCookie('sessionid', session.sessionid, nowMs, {
      maxAgeDays: 365,
      httpOnly: true,
      sameSite: 'Lax',
    }),
    setCookie('ds_user_id', pk, nowMs, { maxAgeDays: 90, sameSite: 'Lax' }),
    csrfCookie(session.csrfToken, nowMs),
    ...deviceCookies(session.device, nowMs),
    rurCookie(random, pk, nowMs),
    setCookie('shbid', shbid, nowMs, { maxAgeDays: 7, httpOnly: true, sameSite: 'Lax' }),
    setCookie('shbts', shbts, nowMs, { maxAgeDays: 7, httpOnly: true, sameSite: 'Lax' }),
    setCookie('ps_l', '1', nowMs, {}),
    setCookie('ps_n', '1', nowMs, {}),
  ]
}
