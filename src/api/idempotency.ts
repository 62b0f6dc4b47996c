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
import { inTransaction } from '../db/transaction.ts'
import { AlreadyDoneError, IdempotencyKeyMissingError, RequestInvalidError } from './refusals.ts'

const KEY = /^[\x21-\x7e]{1,200}$/

/** Another request with the same key was quicker: whatever this one did is undone. */
class KeyTakenError extends Error {
  override readonly name = 'KeyTakenError'
}

/** A request that is to be done once. */
type Asked = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly principal: Principal
  readonly body: unknown
  readonly status: number
}

/** Keeps an answer in the commit of what it tells. */
export type Keep = (tx: Database, answer: unknown) => Promise<void>

/**
 * Does something once, however often the request comes with the same key: a repetition is given the
 * answer that the first one was given. `act` hands its answer to `keep` in its own transaction.
 * Without a key it is simply done.
 * @throws IdempotencyKeyReusedError, RequestInvalidError
 */
export function once<T>(
  context: { readonly db: Database },
  asked: Asked,
  act: (keep: Keep) => Promise<T>,
): Promise<T> {
  return done(context, asked, act, ({ answer }) => {
    asked.reply.header('idempotency-replayed', 'true')
    // The same endpoint has kept it, in the same shape.
    return answer as T
  })
}

/** What was made, by its id, or null where that is of no use; and the answer with its secret. */
type Made<T> = { readonly made: string | null; readonly answer: T }

/**
 * The same for what answers with a secret. That is shown once and kept nowhere, so a repetition is
 * refused, and told what was made. `act` is one commit with the note that it was done.
 * @throws AlreadyDoneError, IdempotencyKeyReusedError, RequestInvalidError
 */
export function onceShown<T>(
  context: { readonly db: Database },
  asked: Asked,
  act: (tx: Database) => Promise<Made<T>>,
): Promise<T> {
  return done(
    context,
    asked,
    (keep) =>
      inTransaction(context, async (tx) => {
        const { made, answer } = await act(tx)
        await keep(tx, made)
        return answer
      }),
    ({ answer }) => {
      throw new AlreadyDoneError(typeof answer === 'string' ? answer : null)
    },
  )
}

/** @throws IdempotencyKeyMissingError when a customer orders without a key */
export function demandKey({ request, principal }: Omit<Asked, 'reply' | 'body' | 'status'>): void {
  const isThere = request.headers['idempotency-key'] !== undefined
  if (principal.kind === 'customer' && !isThere) throw new IdempotencyKeyMissingError()
}

async function done<T>(
  context: { readonly db: Database },
  asked: Asked,
  act: (keep: Keep) => Promise<T>,
  again: (kept: KeptAnswer) => T,
): Promise<T> {
  const key = keyOf(asked)
  if (key === null) return act(async () => undefined)
  const known = await keptAnswer(context, key)
  if (known !== null) return again(known)
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
    return again(taken)
  }
}

function keyOf({ request, principal, body }: Asked): IdempotencyKey | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new RequestInvalidError('Idempotency-Key is 1 to 200 visible characters of ASCII.')
  }
  const { tokenId, operatorId, customerId } = principal
  const owner = tokenId ?? operatorId ?? customerId ?? ''
  return { owner, key, digest: digestOfRequest(`${request.method} ${request.url}`, body) }
}
