import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import type { Evidence } from '../instagram/verdicts/verdict.ts'

type Context = { readonly db: Database }

/** An answer that no rule knew, as it is kept: nothing in it is secret or about people. */
export type UnknownAnswer = {
  readonly id: string
  readonly surface: string
  /** The account that met it first; null when that has been removed. */
  readonly account: string | null
  readonly firstAt: Date
  readonly lastAt: Date
  readonly count: number
  readonly evidence: Evidence
  /** What it looks like. */
  readonly sketch: string
  /** Where it stands in the list: what is met again while one reads it comes to its beginning. */
  readonly place: string
}

/** Whether a text can be a place in the list. Pure. */
export function isEvidencePlace(text: string): boolean {
  return /^\d{1,17}\.\d{1,18}$/.test(text)
}

/** When an answer was last met. */
const MICROSECONDS = sql`(extract(epoch from last_at) * 1000000)::bigint`

/** So many different ones are kept; more would be a storm, of which the newest say enough. */
const KINDS_MAX = 500

/** Keeps an answer that no rule knew; the same one again is counted. Durable when it returns. */
export async function keepEvidence(
  context: Context,
  found: {
    readonly accountId: string
    readonly surface: string
    readonly evidence: Evidence
    readonly sketch: string
  },
): Promise<void> {
  const { accountId, surface, evidence, sketch } = found
  const { bodyChars: _, ...telling } = evidence
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([surface, telling, sketch.replace(/\d+/g, '#')]))
    .digest('hex')
  await sql`
    with old as (
      delete from evidence
      where id in (select id from evidence order by last_at desc offset ${KINDS_MAX - 1})
    )
    insert into evidence (fingerprint, surface, account_id, first_at, last_at, evidence, sketch)
    values (${fingerprint}, ${surface}, ${accountId}, ${dbNow}, ${dbNow},
      ${JSON.stringify(evidence)}::jsonb, ${sketch})
    on conflict (fingerprint) do update
    set count = evidence.count + 1, last_at = excluded.last_at
  `.execute(context.db)
}

/**
 * The answers that no rule knew, those met last first: at most so many of those that stand behind
 * the place `after`, if there is one.
 */
export async function unknownAnswers(
  context: Context,
  { countMax, after = null }: { readonly countMax: number; readonly after?: string | null },
): Promise<readonly UnknownAnswer[]> {
  const [micros = null, id = null] = after?.split('.') ?? []
  const found = await sql<{
    id: string
    surface: string
    username: string | null
    first_at: Date
    last_at: Date
    count: number
    evidence: Evidence
    sketch: string
    place: string
  }>`
    select evidence.id::text as id, surface, account.username, first_at, last_at, count, evidence,
      sketch, ${MICROSECONDS} || '.' || evidence.id as place
    from evidence
    left join instagram_accounts account on account.id = evidence.account_id
    where ${micros}::bigint is null
      or (${MICROSECONDS}, evidence.id) < (${micros}::bigint, ${id}::bigint)
    order by last_at desc, evidence.id desc
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map(({ username, first_at, last_at, ...row }) => ({
    ...row,
    account: username,
    firstAt: first_at,
    lastAt: last_at,
  }))
}

/** Deletes what was last met longer ago than that. Returns how many. Durable when it returns. */
export async function deleteOldEvidence(context: Context, olderThanMs: number): Promise<number> {
  const gone = await sql`
    delete from evidence where last_at < ${ago(olderThanMs)}
  `.execute(context.db)
  return Number(gone.numAffectedRows ?? 0n)
}
