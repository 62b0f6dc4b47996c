import { sql, type Transaction } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.gen.ts'
import { inTransaction } from '../db/transaction.ts'
import type { JsonValue } from '../events/json.ts'
import type { Actor } from './principal.ts'

type Context = { readonly db: Database }

/**
 * Whether an act was done with its commit, was refused, or was begun: what takes several commits is
 * written down before, and what came of it is an event.
 */
export type AuditOutcome = 'done' | 'refused' | 'begun'

/** What was done, to what, and whether it was let happen. */
export type AuditEntry = {
  readonly by: Actor
  /** `noun.verb`, such as `token.create`. */
  readonly act: string
  /** What it was done to: `['token', id]`. */
  readonly on?: readonly [kind: string, id: string | null]
  readonly outcome?: AuditOutcome
  /** Numbers and codes that say more; never a secret, never a name of a person who is read. */
  readonly detail?: Readonly<Record<string, JsonValue>>
}

/** An entry as it is read. */
export type Audited = {
  readonly id: string
  readonly at: Date
  readonly by: Actor
  readonly act: string
  readonly objectKind: string | null
  readonly objectId: string | null
  readonly outcome: AuditOutcome
  readonly detail: Readonly<Record<string, JsonValue>>
}

/** Writes down who did what. Give it the transaction of the act: durable with that. */
export async function recordAudit(context: Context, entry: AuditEntry): Promise<void> {
  const { by, act, on = [null, null], outcome = 'done', detail = {} } = entry
  await sql`
    insert into audit_log
      (actor_kind, actor_id, actor_name, address, act, object_kind, object_id, outcome, detail)
    values (${by.kind}, ${by.id}, ${by.name}, ${by.address}, ${act}, ${on[0]}, ${on[1]},
      ${outcome}, ${JSON.stringify(detail)}::jsonb)
  `.execute(context.db)
}

/**
 * Runs an act and writes it down in one commit. `entry` is made of what the act came to, or null if
 * nothing has happened. The act must take the database that it is given, and use `inTransaction`.
 */
export function audited<T>(
  context: Context,
  act: (tx: Transaction<Tables>) => Promise<T>,
  entry: (result: T) => AuditEntry | null,
): Promise<T> {
  return inTransaction(context, async (tx) => {
    const result = await act(tx)
    const written = entry(result)
    if (written !== null) await recordAudit({ db: tx }, written)
    return result
  })
}

/** Which entries are asked for: the newest first, at most `limit`, older than the entry `before`. */
export type AuditQuery = {
  readonly limit: number
  readonly before?: string
  readonly act?: string
  readonly actorId?: string
  readonly objectKind?: string
  readonly objectId?: string
}

/** Entries of the audit log, the newest first. */
export async function readAudit(context: Context, query: AuditQuery): Promise<readonly Audited[]> {
  let rows = context.db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(query.limit)
  if (query.before !== undefined) rows = rows.where('id', '<', query.before)
  if (query.act !== undefined) rows = rows.where('act', '=', query.act)
  if (query.actorId !== undefined) rows = rows.where('actor_id', '=', query.actorId)
  if (query.objectKind !== undefined) rows = rows.where('object_kind', '=', query.objectKind)
  if (query.objectId !== undefined) rows = rows.where('object_id', '=', query.objectId)
  const found = await rows.execute()
  return found.map((row) => ({
    id: row.id,
    at: row.at,
    by: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name, address: row.address },
    act: row.act,
    objectKind: row.object_kind,
    objectId: row.object_id,
    outcome: row.outcome,
    // Only `recordAudit` writes it.
    detail: row.detail as Readonly<Record<string, JsonValue>>,
  }))
}
