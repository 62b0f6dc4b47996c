import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { PROBLEM_TYPE } from '../contract/problem.ts'
import type { Clock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { forward, forwardUpgrade } from '../practice/forward.ts'
import { PracticeOverError } from '../practice/practice.ts'
import type { PracticeDesk } from '../practice/practice-desk.ts'
import { languageOf } from '../words/language.ts'
import { COOKIE_NAMES, cookieOf } from './auth-cookies.ts'
import { problemOf } from './problem.ts'

const PREFIX = '/api/v1/'
/** What stays here, practice or not: who one is, and beginning and ending it. */
const STAYS = /^\/api\/v1\/(auth\/|errors\/|openapi\.json)/

/** A page that has ended its practice leaves at once, and need not hear what it asked before. */
const LEAVING_MS = 2_000

/**
 * Lets a practice answer what its browsers ask, before anybody here reads it. Node hands every
 * request to a server as an event; a WebSocket is one, too, which no hook of Fastify's would see
 * in time.
 */
export function divertToPractice(server: Server, desk: PracticeDesk, clock: Clock): void {
  const emit = server.emit.bind(server)
  const refuseLate = (request: IncomingMessage, response: ServerResponse & Duplex): void => {
    const left = new AbortController()
    response.once('close', () => left.abort())
    clock.sleep(LEAVING_MS, left.signal).then(
      () => refuseOver('request', request, response),
      () => undefined,
    )
  }
  server.emit = (event: string, ...rest: readonly unknown[]): boolean => {
    if (event !== 'request' && event !== 'upgrade') return emit(event, ...rest)
    const [request, other, head] = rest as [IncomingMessage, ServerResponse & Duplex, Buffer]
    const session = practiceIn(request)
    if (session === null) return emit(event, ...rest)
    const reached = desk.reachedWith(session)
    if (reached === null) refuseOver(event, request, other)
    else if (event === 'request') forward(request, other, reached, () => refuseLate(request, other))
    else forwardUpgrade(request, other, head, reached)
    return true
  }
}

/** What lets into a practice; null for a request that belongs here. */
function practiceIn({ url = '', method, headers }: IncomingMessage): string | null {
  if (!url.startsWith(PREFIX) || STAYS.test(url)) return null
  if (headers.authorization !== undefined) return null
  if (/^\/api\/v1\/practice(\?|$)/.test(url) && method !== 'GET') return null
  const cookies = headers.cookie ?? ''
  const { safe, plain } = COOKIE_NAMES.practice
  return cookieOf(cookies, safe) ?? cookieOf(cookies, plain)
}

/** Nothing that was meant for a practice is done for real. */
function refuseOver(event: string, request: IncomingMessage, other: ServerResponse & Duplex): void {
  if (event === 'upgrade') {
    other.end('HTTP/1.1 410 Gone\r\nConnection: close\r\n\r\n')
    return
  }
  const told = new PracticeOverError('The practice has ended, and nothing of it was kept.')
  const language = languageOf(request.headers['accept-language'])
  const refused = { code: told.code, status: 410, told, issues: [] }
  const problem = problemOf(refused, newId('err'), language)
  const over = 'Path=/; Max-Age=0; HttpOnly; SameSite=Strict'
  other.writeHead(410, {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    'set-cookie': [
      `${COOKIE_NAMES.practice.safe}=; ${over}; Secure`,
      `${COOKIE_NAMES.practice.plain}=; ${over}`,
    ],
  })
  other.end(JSON.stringify(problem))
  request.resume()
}
