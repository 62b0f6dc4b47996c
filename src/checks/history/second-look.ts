import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { dbNow, fromNow } from '../../db/time.ts'
import { newId } from '../../kernel/ids.ts'
import { aWorkerLives } from '../../presence/worker-store.ts'
import type { Check } from '../check.ts'
import { endWaiting } from '../leave-store.ts'

type Context = { readonly db: Database }

/** A second look that nobody could take for so long is not taken any more. */
const PATIENCE_MS = 3 * 24 * 3_600_000

/**
 * Plans a second look at the followers of a check for which some may be gone, `apartMs` from now,
 * or calls off the one that is planned when nothing is left to be made sure. It costs nothing, and
 * is taken when an account has nothing better to do; so nobody plans one where no worker lives.
 * Doing it twice is doing it once. Durable when it returns.
 */
export async function planSecondLook(
  context: Context,
  check: Check & { readonly targetPk: string },
  apartMs: number,
): Promise<void> {
  const { customerId, targetPk } = check
  const unsure = await sql`
    select from follower_losses
    where customer_id = ${customerId} and target_pk = ${targetPk}::bigint
      and sure_in is null and met_in is null
    limit 1
  `.execute(context.db)
  if (unsure.rows.length === 0) await callOff(context, check)
  else if (check.purpose !== 'confirm' && (await aWorkerLives(context))) {
    await sql`
      insert into checks
        (id, customer_id, target_username, target_pk, purpose, state, parked_for, parked_until,
         patience_ms, created_at, last_update_at)
      values (${newId('chk')}, ${customerId}, ${check.targetUsername}, ${targetPk}::bigint,
        'confirm', 'parked', 'time', ${fromNow(apartMs)}, ${PATIENCE_MS}, ${dbNow}, ${dbNow})
      on conflict (customer_id, target_username, purpose)
        where state in ('queued', 'running', 'parked')
        do nothing
    `.execute(context.db)
  }
}

async function callOff(
  context: Context,
  { id, customerId, targetPk }: Check & { readonly targetPk: string },
): Promise<void> {
  const planned = await sql<{ id: string }>`
    select id from checks
    where customer_id = ${customerId} and target_pk = ${targetPk}::bigint
      and purpose = 'confirm' and state in ('queued', 'parked') and id <> ${id}
  `.execute(context.db)
  for (const each of planned.rows) {
    await endWaiting(context, each.id, { state: 'cancelled', ending: { kind: 'cancelled' } })
  }
}
