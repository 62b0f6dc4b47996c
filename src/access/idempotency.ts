import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import type { JsonValue } from '../events/json.ts'

type Context = { readonly db: Database }

/** By what a repeated request is known, and what it asked for. */
export type IdempotencyKey = {
  /** Whose key it is: two may use the same. */
  readonly owner: string
  readonly key: string
  /** As `digestOfRequest` makes it. */
  readonly digest: string
}

/** An answer as it was given. */
export type KeptAnswer = { readonly status: number; readonly answer: JsonValue }

/** So long an answer is kept. */
export const IDEMPOTENCY_MS = 24 * 3_600_000

/** The same key came with another request. */
export class IdempotencyKeyReusedError extends Error {
  override readonly name = 'IdempotencyKeyReusedError'
  readonly code = 'IDEMPOTENCY_KEY_REUSED'

  constructor(
    why = 'This Idempotency-Key was used for another request. Use a new key for each order.',
  ) {
    super(why)
  }
}

/** What a request asks for, in short: the same for the same, in whichever order its fields are. */
export function digestOfRequest(endpoint: string, body: unknown): string {
  const sorted = JSON.stringify([endpoint, body], (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)),
    )
  })
  return createHash('sha256').update(sorted).digest('base64url')
}

/**
 * The answer that a request was given before; null when it is new.
 * @throws IdempotencyKeyReusedError IDEMPOTENCY_KEY_REUSED
 */
export async function keptAnswer(
  context: Context,
  { owner, key, digest }: IdempotencyKey,
): Promise<KeptAnswer | null> {
  const row = await context.db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('owner', '=', owner)
    .where('key', '=', key)
    .where('created_at', '>', ago(IDEMPOTENCY_MS))
    .executeTakeFirst()
  if (!row) return null
  if (row.digest !== digest) throw new IdempotencyKeyReusedError()
  // Only `keepAnswer` writes it.
  return { status: row.status, answer: row.answer as JsonValue }
}

/**
 * Keeps an answer in the transaction of what it tells. False when somebody has used the key at the
 * same time: then nothing may be done a second time.
 */
export async function keepAnswer(
  context: Context,
  { owner, key, digest }: IdempotencyKey,
  { status, answer }: KeptAnswer,
): Promise<boolean> {
  const kept = await sql`
    insert into idempotency_keys (owner, key, digest, status, answer, created_at)
    values (${owner}, ${key}, ${digest}, ${status}, ${JSON.stringify(answer)}::jsonb, ${dbNow})
    on conflict (owner, key) do update
    set digest = excluded.digest, status = excluded.status, answer = excluded.answer,
      created_at = excluded.created_at
    where idempotency_keys.created_at <= ${ago(IDEMPOTENCY_MS)}
  `.execute(context.db)
  return Number(kept.numAffectedRows ?? 0n) > 0
}

/** Deletes answers that are kept no longer. Durable when it returns. */
export async function deleteKeptAnswers(context: Context): Promise<void> {
  await sql`
    delete from idempotency_keys where created_at <= ${ago(IDEMPOTENCY_MS)}
  `.execute(context.db)
}
