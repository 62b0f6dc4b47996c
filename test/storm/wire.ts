import { answerTo } from '../../simulator/control/answer.ts'
import type { MadeWorld } from '../../simulator/control/plan.ts'
import {
  type Host,
  parseCookies,
  type SimAnswer,
  type SimRequest,
} from '../../simulator/wire/route.ts'
import type {
  Answer,
  ClosableTransport,
  OutgoingRequest,
} from '../../src/instagram/wire/transport.ts'
import type { Life, Scheduler } from './scheduler.ts'

/** What happens on the way to Instagram and back. */
export type Way = {
  readonly latencyMs: number
  /** The request never arrives, or its answer does not. */
  readonly lost: 'request' | 'answer' | null
}

/** What a transport needs to know. */
export type WireContext = {
  readonly scheduler: Scheduler
  readonly life: Life
  readonly instagram: MadeWorld
  /** The address that its requests come from. */
  readonly address: string
  /** Whether the way out leads nowhere at present. */
  isOut(): boolean
  /** Drawn for every request, when it arrives: the world may change right before the answer. */
  strike(request: SimRequest): Way
}

/** As long as the real transport waits. */
const TIMEOUT_MS = 30_000
/** How soon a proxy says that it leads nowhere. */
const PROXY_MS = 200

/**
 * Carries requests to the simulated Instagram of the same process, without sockets: what the real
 * transport would make of an answer, of a cut one, or of none.
 */
export function wireTransport(context: WireContext): ClosableTransport & { isOpen: boolean } {
  const met = new Set<string>()
  const { scheduler, life } = context
  return {
    isOpen: true,
    async send(request, signal) {
      signal.throwIfAborted()
      const asked = toSimRequest(request, context.address)
      await scheduler.turn(life, `asks ${asked.path}`)
      signal.throwIfAborted()
      if (context.isOut()) {
        await scheduler.sleep(life, PROXY_MS, 'is refused by its proxy', signal)
        return noAnswer('refused', PROXY_MS)
      }
      const way = context.strike(asked)
      if (way.lost === 'request') {
        await scheduler.sleep(life, way.latencyMs, 'gets no answer', signal)
        return noAnswer('reset', way.latencyMs)
      }
      const answer = await answerTo(context.instagram, asked)
      const lateMs = way.latencyMs + (answer.delayMs ?? 0)
      const isSilent = answer.silent === true || answer.bodyPace === 'stall'
      const tookMs = isSilent ? TIMEOUT_MS : Math.min(lateMs, TIMEOUT_MS)
      await scheduler.sleep(life, tookMs, `hears ${answer.status}`, signal)
      if (tookMs >= TIMEOUT_MS) return noAnswer('timeout', tookMs)
      if (way.lost === 'answer') return noAnswer('reset', tookMs)
      if (answer.cut) return noAnswer('truncated', tookMs)
      const isFirst = !met.has(asked.host)
      met.add(asked.host)
      const date = new Date(scheduler.nowMs).toUTCString()
      return toAnswer({ ...answer, headers: { date, ...answer.headers } }, isFirst, tookMs)
    },
    async close() {
      this.isOpen = false
    },
  }
}

function toSimRequest(request: OutgoingRequest, address: string): SimRequest {
  const url = new URL(request.url)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return {
    method: request.method,
    // The transport of production asks no other host, and says so.
    host: url.host as Host,
    path: url.pathname,
    query: url.searchParams,
    headers,
    cookies: parseCookies(headers.cookie),
    body: '',
    address,
    protocol: 'h2',
  }
}

function noAnswer(
  reason: 'reset' | 'timeout' | 'truncated' | 'refused',
  durationMs: number,
): Answer {
  return { kind: 'no-answer', reason, detail: `${reason} by the storm`, durationMs }
}

function toAnswer(answer: SimAnswer, firstOnConnection: boolean, durationMs: number): Answer {
  const { body, type } = bodyOf(answer)
  return {
    kind: 'answer',
    status: answer.status,
    headers: { 'content-type': type, ...answer.headers },
    setCookies: answer.setCookies ?? [],
    location: answer.headers?.location ?? null,
    body: answer.truncate ? body.slice(0, body.length >> 1) : body,
    protocol: 'h2',
    firstOnConnection,
    durationMs,
  }
}

function bodyOf(answer: SimAnswer): { readonly body: string; readonly type: string } {
  const json = answer.jsonText ?? (answer.json === undefined ? null : JSON.stringify(answer.json))
  if (json !== null) return { body: json, type: 'application/json; charset=utf-8' }
  if (answer.html !== undefined) return { body: answer.html, type: 'text/html; charset="utf-8"' }
  return { body: answer.text ?? '', type: 'text/plain; charset=utf-8' }
}
