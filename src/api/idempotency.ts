import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  digestOfRequest,
  type IdempotencyKey,
  type KeptAnswer,
  keepAnswer,
  keptAnswer,
} from '../access/idempotency.ts'
import type { Principal } from '../access/principal.ts'
import type { Database } from '../db/database.ts'
import { IdempotencyKeyMissingError, RequestInvalidError } from './refusals.ts'

const KEY = /^[\x21-\x7e]{1,200}$/

/** Another request with the same key was quicker: whatever this one did is undone. */
class KeyTakenError extends Error {
  override readonly name = 'KeyTakenError'
}

/** Keeps an answer in the commit of what it tells. */
export type Keep = (tx: Database, answer: unknown) => Promise<void>

/**
 * Does something once, however often the request comes with the same key: a repetition is given the
 * answer that the first one was given. `act` hands its answer to `keep` in its own transaction.
 * Without a key, which only those who are no customers may leave out, it is simply done.
 * @throws IdempotencyKeyMissingError, IdempotencyKeyReusedError, RequestInvalidError
 */
export async function once<T>(
  context: { readonly db: Database },
  asked: {
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly principal: Principal
    readonly body: unknown
    readonly status: number
  },
  act: (keep: Keep) => Promise<T>,
): Promise<T> {
  const key = keyOf(asked)
  if (key === null) return act(async () => undefined)
  const known = await keptAnswer(context, key)
  if (known !== null) return replayed<T>(asked.reply, known)
  try {
    return await act(async (db, answer) => {
      // What came through the contract's schema is JSON.
      const kept = { status: asked.status, answer } as KeptAnswer
      if (!(await keepAnswer({ db }, key, kept))) throw new KeyTakenError()
    })
  } catch (error) {
    if (!(error instanceof KeyTakenError)) throw error
    const taken = await keptAnswer(context, key)
    if (taken === null) throw error
    return replayed<T>(asked.reply, taken)
  }
}

function replayed<T>(reply: FastifyReply, { answer }: KeptAnswer): T {
  reply.header('idempotency-replayed', 'true')
  // The same endpoint has kept it, in the same shape.
  return answer as T
}

function keyOf(asked: {
  readonly request: FastifyRequest
  readonly principal: Principal
  readonly body: unknown
}): IdempotencyKey | null {
  const { request, principal, body } = asked
  const key = request.headers['idempotency-key']
  if (key === undefined) {
    if (principal.kind === 'customer') throw new IdempotencyKeyMissingError()
    return null
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new RequestInvalidError('Idempotency-Key is 1 to 200 visible characters of ASCII.')
  }
  const { tokenId, operatorId, customerId } = principal
  const owner = tokenId ?? operatorId ?? customerId ?? ''
  return { owner, key, digest: digestOfRequest(`${request.method} ${request.url}`, body) }
}
