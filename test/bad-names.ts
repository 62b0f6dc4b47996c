import { sql } from 'kysely'
import type { Database } from '../src/db/database.ts'

const HOSTILE =
  '<script>window.owned=1</script><img src=x onerror="window.owned=1">\u202e‮"\'`=cmd()👩‍👩‍👧'

/** Everything that comes from outside is named as badly as it may be. */
export async function nameBadly({ db }: { readonly db: Database }): Promise<void> {
  const long = `${HOSTILE}${'W'.repeat(2000)}`
  await sql`update customers set name = left(${long}, 200) where id = 'northlight'`.execute(db)
  await sql`update profiles set full_name = ${long} where pk = 100003`.execute(db)
  await sql`update login_dialogues set said = ${long}, opened_by = left(${long}, 60)`.execute(db)
  await sql`update alerts set name = ${long} where rule = 'SessionOld'`.execute(db)
  await sql`
    insert into audit_log (actor_kind, actor_id, actor_name, act, object_kind, object_id, outcome,
      detail)
    values ('operator', 'opr_1', left(${long}, 60), 'customer.change', 'customer', ${long}, 'done',
      '{}')
  `.execute(db)
  await sql`
    insert into balance_entries (customer_id, kind, credits, reason, note, actor, at)
    values ('tg:481516', 'credit', 1, 'granted', left(${long}, 500), left(${long}, 60),
      evercheck_now())
  `.execute(db)
  await sql`
    update instagram_accounts
    set standing_why = jsonb_build_object('kind', 'login-refused', 'detail', ${long}::text)
    where username = 'oak.margin'
  `.execute(db)
  await sql`update instagram_sessions set cause = ${long} where cause is not null`.execute(db)
}
