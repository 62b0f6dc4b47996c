import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** What is shorter travels in one packet either way. */
const BYTES_MIN = 1200
/** Of eleven: the least time for the most that is saved, measured on lists of JSON. */
const BROTLI_QUALITY = 4

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/**
 * Lets answers of a route travel compressed to whoever takes them so. Only what was merely read:
 * an answer to an act may bear a secret, and how long it is must say nothing of it. Streams go as
 * they are, each line when it is there.
 */
export function compressAnswers(api: FastifyInstance): void {
  api.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || typeof payload !== 'string') return payload
    if (payload.length < BYTES_MIN || reply.hasHeader('content-encoding')) return payload
    const coding = codingFor(request.headers['accept-encoding'])
    reply.header('vary', 'accept-encoding')
    if (coding === null) return payload
    reply.header('content-encoding', coding)
    reply.removeHeader('content-length')
    if (coding === 'gzip') return zip(payload)
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
    return brotli(payload, { params })
  })
}

/** What somebody takes who names these codings; null if nothing of ours. Pure. */
export function codingFor(accepted: string | string[] | undefined): 'br' | 'gzip' | null {
  const named = [accepted ?? []].flat().join(',').toLowerCase().split(',')
  const takes = (coding: string): boolean =>
    named.some((one) => {
      const [name = '', ...rest] = one.split(';').map((part) => part.trim())
      return name === coding && !rest.some((part) => /^q=0(\.0*)?$/.test(part))
    })
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : null
}
