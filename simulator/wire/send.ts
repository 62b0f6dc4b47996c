import { constants, type Http2ServerResponse } from 'node:http2'
import type { Clock } from '../../src/kernel/clock.ts'
import type { SimAnswer } from './route.ts'

const DRIP_PIECES = 10
const DRIP_PAUSE_MS = 500

/** What sending needs to know of the server. */
export type Wire = {
  readonly clock: Clock
  /** Aborted when the simulator closes. */
  readonly signal: AbortSignal
  /** Resets the TCP connection of that client port. */
  reset(remotePort: number | undefined): void
}

/** Writes an answer to the wire, with its delay and its injuries. */
export async function send(
  wire: Wire,
  response: Http2ServerResponse,
  answer: SimAnswer,
): Promise<void> {
  const { clock, signal } = wire
  if (answer.silent) return
  if (answer.delayMs) {
    await clock.sleep(answer.delayMs, signal).catch(() => undefined)
    if (signal.aborted) return
  }
  if (response.destroyed || response.writableEnded) return
  const { body, type } = bodyOf(answer)
  const payload = Buffer.from(body)
  const headers: Record<string, string | string[]> = {
    'content-type': type,
    // By the simulator's clock, which may be moved, and not by the machine's.
    date: clock.now().toUTCString(),
    ...answer.headers,
  }
  if (answer.setCookies?.length) headers['set-cookie'] = [...answer.setCookies]
  if (answer.truncate) {
    const half = payload.subarray(0, payload.length >> 1)
    response.writeHead(answer.status, { ...headers, 'content-length': String(half.length) })
    response.end(half)
    return
  }
  response.writeHead(answer.status, { ...headers, 'content-length': String(payload.length) })
  if (answer.cut) {
    const port = response.socket.remotePort
    const isWhole = answer.cut === true || !response.stream
    response.write(payload.subarray(0, payload.length >> 1), () => {
      if (isWhole) wire.reset(port)
      else response.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    })
    return
  }
  if (answer.bodyPace === 'stall') {
    response.write(payload.subarray(0, payload.length >> 1))
    return
  }
  if (answer.bodyPace === 'drip') {
    await drip(wire, response, payload)
    response.end()
    return
  }
  response.end(payload)
}

async function drip(wire: Wire, response: Http2ServerResponse, payload: Buffer): Promise<void> {
  const size = Math.ceil(payload.length / DRIP_PIECES)
  // Both protocols have it; the types know it of one.
  if ('flushHeaders' in response && response.flushHeaders instanceof Function) {
    response.flushHeaders()
  }
  for (let piece = 0; piece < DRIP_PIECES; piece += 1) {
    await wire.clock.sleep(DRIP_PAUSE_MS, wire.signal).catch(() => undefined)
    if (wire.signal.aborted || response.destroyed) return
    response.write(payload.subarray(piece * size, (piece + 1) * size))
  }
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
