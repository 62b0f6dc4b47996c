import type { Socket } from 'node:net'
import { PROBLEM_TYPE } from '../contract/problem.ts'
import { newId } from '../kernel/ids.ts'
import { problemOf } from './problem.ts'

/**
 * Answers what is no request of HTTP's, or did not arrive in time, and closes the connection. There
 * is no request to hang an answer on yet, so it is written by hand.
 */
export function refuseRaw(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, reason, code, detail] = MEANINGS[error.code ?? ''] ?? NOT_HTTP
  const told = new Error(detail)
  // Which language is read stands in headers that did not arrive.
  const problem = problemOf({ code, status, told, issues: [] }, newId('err'), 'en')
  const body = JSON.stringify(problem)
  if (!socket.writable) return
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

type Meaning = readonly [status: number, reason: string, code: string, detail: string]

const NOT_HTTP: Meaning = [400, 'Bad Request', 'REQUEST_INVALID', 'This is no request of HTTP.']

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'Request Timeout',
    'REQUEST_TOO_SLOW',
    'The request took too long to arrive.',
  ],
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'REQUEST_INVALID',
    'The headers are too large. If a browser sent this: delete the cookies of this host in it.',
  ],
}
