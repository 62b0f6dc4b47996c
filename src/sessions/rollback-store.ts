import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Session } from './session.ts'
import { sessionById } from './session-store.ts'

type Context = { readonly db: Database }

/**
 * The version that a rollback goes back to: the one that was asked for, or the newest before the
 * current one whose cookies are still there and which nobody has proved dead.
 */
export async function formerVersion(
  context: Context,
  accountId: string,
  to: number | null,
): Promise<Session | null> {
  const found = await sql<{ id: string }>`
    select former.id
    from instagram_sessions former
    where former.account_id = ${accountId}
      and case when ${to}::integer is not null then former.version = ${to}::integer
        else former.label in ('previous', 'retired')
          and former.state_encrypted is not null
          and former.died_at is null
          and former.version < coalesce((
            select current.version
            from instagram_sessions current
            where current.account_id = former.account_id and current.label = 'current'
          ), former.version + 1)
        end
    order by former.version desc
    limit 1
  `.execute(context.db)
  const row = found.rows[0]
  return row ? sessionById(context.db, row.id) : null
}
