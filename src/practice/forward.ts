import {
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import type { Reached } from './practice-desk.ts'

/** Headers that belong to one connection, and what the practice may not set for this host. */
const NOT_PASSED_ON = new Set(['connection', 'keep-alive', 'transfer-encoding', 'set-cookie'])

/** What tells a page that the answer comes from a practice. */
export const PRACTICE_HEADER = 'evercheck-practice'

/** Lets a practice answer a request; `unanswered` is called where it goes away before it has. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: Reached,
  unanswered: () => void,
): void {
  const asked = ask(optionsFor(request, to), (answer) => {
    const headers = Object.entries(answer.headers).filter(([name]) => !NOT_PASSED_ON.has(name))
    response.writeHead(answer.statusCode ?? 502, {
      ...Object.fromEntries(headers),
      [PRACTICE_HEADER]: '1',
    })
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  asked.on('error', () => {
    if (response.headersSent) response.end()
    else if (!response.destroyed) unanswered()
  })
  response.on('close', () => asked.destroy())
  request.pipe(asked)
}

/** Lets a practice have a connection that becomes a WebSocket. */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  to: Reached,
): void {
  const asked = ask(optionsFor(request, to))
  asked.on('upgrade', (answer, other, first) => {
    const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? ''}`]
    for (let at = 0; at < answer.rawHeaders.length; at += 2) {
      lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`)
    }
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    if (first.length > 0) socket.write(first)
    if (head.length > 0) other.write(head)
    socket.pipe(other).pipe(socket)
    for (const [one, its] of [
      [socket, other],
      [other, socket],
    ] as const) {
      one.on('error', () => its.destroy())
      one.on('close', () => its.destroy())
    }
  })
  asked.on('response', (answer) => {
    socket.end(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nConnection: close\r\n\r\n`)
    answer.resume()
  })
  asked.on('error', () => socket.destroy())
  socket.on('error', () => asked.destroy())
  asked.end()
}

function optionsFor({ method, url, headers }: IncomingMessage, to: Reached): RequestOptions {
  return {
    host: '127.0.0.1',
    port: to.port,
    method: method ?? 'GET',
    path: url ?? '/',
    headers: headersFor(headers, to),
  }
}

/** As a page of the practice's own would ask, if this one is a page of ours. */
function headersFor(headers: IncomingHttpHeaders, { port, session }: Reached): IncomingHttpHeaders {
  const host = `localhost:${port}`
  const { authorization: _token, origin, ...others } = headers
  const isOurs = origin !== undefined && hostOf(origin) === headers.host
  return {
    ...others,
    host,
    cookie: `__Host-evercheck=${session}; evercheck-local=${session}`,
    ...(origin === undefined ? {} : { origin: isOurs ? `http://${host}` : origin }),
  }
}

function hostOf(origin: string): string | null {
  return URL.parse(origin)?.host ?? null
}
