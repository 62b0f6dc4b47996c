import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import type { Surface } from '../instagram/questions/operation.ts'

/** A surface that is done without until then. */
export type UnservedSurface = { readonly surface: Surface; readonly until: Date }

type Context = { readonly db: Database }

/** Remembers for so many milliseconds that a surface is not served to an account; until when. */
export async function unserved(
  context: Context,
  accountId: string,
  refused: { readonly surface: Surface; readonly row: string },
  forMs: number,
): Promise<Date> {
  const kept = await sql<{ until: Date }>`
    insert into unserved_surfaces (account_id, surface, refused_row, learned_at, until_at)
    values (${accountId}, ${refused.surface}, ${refused.row}, ${dbNow}, ${fromNow(forMs)})
    on conflict (account_id, surface) do update
    set refused_row = excluded.refused_row,
      learned_at = excluded.learned_at,
      until_at = excluded.until_at
    returning until_at as until
  `.execute(context.db)
  const row = kept.rows[0]
  assert(row, 'what was inserted is returned')
  return row.until
}

/** Everything that was not served to an account and has not answered since. */
export async function unservedSurfaces(
  context: Context,
  accountId: string,
): Promise<readonly UnservedSurface[]> {
  const rows = await context.db
    .selectFrom('unserved_surfaces')
    .select(['surface', 'until_at as until'])
    .where('account_id', '=', accountId)
    .execute()
  return rows
}

/** The surface answers again. */
export async function forgetUnserved(
  context: Context,
  accountId: string,
  surface: Surface,
): Promise<void> {
  await context.db
    .deleteFrom('unserved_surfaces')
    .where('account_id', '=', accountId)
    .where('surface', '=', surface)
    .execute()
}
