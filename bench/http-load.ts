import { Agent, type IncomingMessage, request } from 'node:http'
import { systemClock } from '../src/kernel/clock.ts'
import { rounded } from './figures.ts'

/** One request of a load. */
export type Shot = {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a load came to. */
export type Load = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>
  /** The last answer's headers. */
  readonly headers: IncomingMessage['headers']
}

/** Sends `count` requests over so many connections, each the next when it is answered. */
export async function load(
  shots: (number: number) => Shot,
  options: { readonly count: number; readonly connections: number },
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  const times: number[] = []
  const statuses = new Map<number, number>()
  let headers: IncomingMessage['headers'] = {}
  let next = 0
  const beganMs = systemClock.elapsedMs()
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      while (next < options.count) {
        const shot = shots(next)
        next += 1
        const sentMs = systemClock.elapsedMs()
        const answer = await send(agent, shot)
        times.push(systemClock.elapsedMs() - sentMs)
        headers = answer.headers
        const status = answer.statusCode ?? 0
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }),
  )
  const tookMs = systemClock.elapsedMs() - beganMs
  agent.destroy()
  times.sort((one, other) => one - other)
  return {
    perSecond: rounded((times.length / tookMs) * 1000, 0),
    p50Ms: rounded(at(times, 0.5), 2),
    p99Ms: rounded(at(times, 0.99), 2),
    statuses,
    headers,
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function send(agent: Agent, shot: Shot): Promise<IncomingMessage> {
  const { url, method = 'GET', headers = {}, body } = shot
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer))
      answer.once('error', reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

/** One open event stream. */
export type Line = {
  /** Resolves with how long it took until the stream said its first word. */
  readonly readyMs: number
  /** Resolves when an event of that kind has come. */
  heard(kind: string): Promise<void>
  close(): void
}

/** Opens a stream of events and waits until it is ready. */
export function openLine(url: string, token: string): Promise<Line> {
  const beganMs = systemClock.elapsedMs()
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const sent = request(url, { agent: false, headers }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`))
      const waiting = new Map<string, () => void>()
      let isReady = false
      answer.setEncoding('utf8')
      answer.on('data', (text: string) => {
        if (!isReady && text.includes('event: ready')) {
          isReady = true
          resolve({
            readyMs: systemClock.elapsedMs() - beganMs,
            heard: (kind) => new Promise((done) => waiting.set(kind, done)),
            close: () => sent.destroy(),
          })
        }
        for (const [kind, done] of waiting) if (text.includes(`event: ${kind}\n`)) done()
      })
      answer.on('error', () => undefined)
    })
    sent.on('error', reject)
    sent.end()
  })
}
