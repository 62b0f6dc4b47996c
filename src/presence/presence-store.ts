import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** A process that lives, as the others know it. */
export type Process = {
  readonly holder: string
  /** What it is there for; empty for a command. */
  readonly roles: readonly string[]
  readonly host: string
  readonly pid: number
  readonly version: string
  readonly startedAt: Date
  readonly beatAt: Date
}

/** The processes that live, the oldest first. */
export async function livingProcesses(context: Context): Promise<readonly Process[]> {
  const found = await sql<{
    holder: string
    roles: string[]
    host: string
    pid: number
    version: string
    started_at: Date
    beat_at: Date
  }>`
    select holder::text as holder, roles, host, pid, version, started_at, beat_at
    from holders
    where holder_lives(holder)
    order by started_at, holder
  `.execute(context.db)
  return found.rows.map(({ started_at, beat_at, ...row }) => ({
    ...row,
    startedAt: started_at,
    beatAt: beat_at,
  }))
}

/** Forgets processes that have died without a word a day ago. Returns how many there were. */
export async function forgetDead(context: Context): Promise<number> {
  const gone = await sql`
    delete from holders
    where beat_at < ${dbNow} - interval '1 day'
      and not holder_lives(holder)
  `.execute(context.db)
  return Number(gone.numAffectedRows ?? 0n)
}

/** The channel on which those who wait for a role are woken. */
export const ROLE_CHANNEL = 'evercheck_roles'

/** Takes those of the roles that nobody does; returns all of them that are ours now. */
export async function takeRoles(
  context: Context & { readonly holder: string },
  roles: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await sql<{ role: string }>`
    select role from take_roles(${context.holder}::bigint, ${[...roles]}::text[]) taken (role)
  `.execute(context.db)
  return new Set(found.rows.map(({ role }) => role))
}

/** Gives a role up, so that another process has it at once. */
export async function leaveRole(
  context: Context & { readonly holder: string },
  role: string,
): Promise<void> {
  await sql`
    with gone as (
      update sole_roles set holder = null, since = ${dbNow}
      where role = ${role} and holder = ${context.holder}::bigint
      returning role
    )
    select pg_notify(${ROLE_CHANNEL}, role) from gone
  `.execute(context.db)
}

/** Who has which role that only one may have. */
export async function roleHolders(context: Context): Promise<ReadonlyMap<string, string | null>> {
  const rows = await context.db
    .selectFrom('sole_roles')
    .select(['role', sql<string | null>`holder::text`.as('holder')])
    .execute()
  return new Map(rows.map(({ role, holder }) => [role, holder]))
}
