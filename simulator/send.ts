import type { Http2ServerResponse } from 'node:http2'
import type { Clock } from '../src/kernel/clock.ts'
import type { SimAnswer } from './route.ts'

/** Writes an answer to the wire, with its delay and its injuries. */
export async function send(
  response: Http2ServerResponse,
  answer: SimAnswer,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (answer.silent) return
  if (answer.delayMs) {
    await clock.sleep(answer.delayMs, signal).catch(() => undefined)
    if (signal.aborted) return
  }
  if (response.destroyed || response.writableEnded) return
  const { body, type } = bodyOf(answer)
  const payload = Buffer.from(body)
  const headers: Record<string, string | string[]> = { 'content-type': type, ...answer.headers }
  if (answer.setCookies?.length) headers['set-cookie'] = [...answer.setCookies]
  if (answer.truncate) {
    const half = payload.subarray(0, payload.length >> 1)
    response.writeHead(answer.status, { ...headers, 'content-length': String(half.length) })
    response.end(half)
    return
  }
  response.writeHead(answer.status, { ...headers, 'content-length': String(payload.length) })
  if (answer.cut) {
    response.write(payload.subarray(0, payload.length >> 1), () => cut(response))
    return
  }
  response.end(payload)
}

/** Ends the exchange half way: a reset stream over HTTP/2, a reset connection over HTTP/1.1. */
function cut(response: Http2ServerResponse): void {
  const { stream } = response
  if (stream) stream.close(2)
  else response.socket.destroy()
}

function bodyOf(answer: SimAnswer): { body: string; type: string } {
  if (answer.json !== undefined) {
    return { body: JSON.stringify(answer.json), type: 'application/json; charset=utf-8' }
  }
  if (answer.jsonText !== undefined) {
    return { body: answer.jsonText, type: 'application/json; charset=utf-8' }
  }
  if (answer.html !== undefined) return { body: answer.html, type: 'text/html; charset="utf-8"' }
  return { body: answer.text ?? '', type: 'text/plain; charset=utf-8' }
}
