import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { ago } from '../../db/time.ts'
import type { List } from '../../instagram/questions/operation.ts'

/** When the lists were read that an order may take as they are; null for one that must be read. */
export type YoungLists = Readonly<Record<List, Date | null>>

/** The complete lists of a profile that were read for a customer and are young enough to serve. */
export async function youngLists(
  context: { readonly db: Database; readonly reading: { readonly reuseMs: number } },
  { customerId, targetPk }: { readonly customerId: string; readonly targetPk: string },
): Promise<YoungLists> {
  const found = await sql<{ list: List; read_at: Date }>`
    select progress.list, max(progress.last_update_at) as read_at
    from checks donor
    join check_progress progress on progress.check_id = donor.id
    where donor.customer_id = ${customerId}
      and donor.target_pk = ${targetPk}::bigint
      and donor.finished_at is not null
      and donor.lists_deleted_at is null
      and progress.confidence in ('exact', 'confirmed')
      and progress.last_update_at > ${ago(context.reading.reuseMs)}
    group by progress.list
  `.execute(context.db)
  const readAt = (list: List) => found.rows.find((row) => row.list === list)?.read_at ?? null
  return { followers: readAt('followers'), following: readAt('following') }
}
