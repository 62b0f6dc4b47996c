import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { nextPair, type Pair } from '../src/checks/choice-store.ts'
import { type OpenDatabase, openDatabase } from '../src/db/database.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { makeTestDatabase } from './databases.ts'

const ANY = { only: null, without: [] }
const LEASE_MS = 300_000

/** A database with accounts and checks as rows: the choice reads nothing else. */
export async function openHall(connectionsMax: number) {
  const made = await makeTestDatabase()
  const options = { url: made.url, dataFolder: '', holder: newHolder(), connectionsMax }
  const database: OpenDatabase = await openDatabase(options)
  onTestFinished(async () => {
    await database.close()
    await made.drop()
  })
  const { db, holder } = database
  const context = { db, holder }
  return {
    ...context,
    options,
    take: (): Promise<Pair | null> => nextPair(context, LEASE_MS, ANY),
    async give(pair: Pair | null): Promise<void> {
      await sql`update instagram_accounts set lease_holder = null where id = ${pair?.lease.accountId}`.execute(
        db,
      )
      await sql`update checks set state = 'queued', holder = null where id = ${pair?.claim.checkId}`.execute(
        db,
      )
    },
    async accounts(count: number): Promise<void> {
      await sql`
        insert into instagram_accounts (id, username, standing, created_at)
        select 'acc.' || n, 'account' || n, 'active', evercheck_now()
        from generate_series(0, ${count}::integer - 1) n
      `.execute(db)
    },
    async checks(customer: string, count: number): Promise<void> {
      await sql`
        insert into customers (id, turn, created_at)
        values (${customer}, (select coalesce(min(turn), 0) from customers), evercheck_now())
        on conflict (id) do nothing
      `.execute(db)
      await sql`
        insert into checks
          (id, customer_id, target_username, state, patience_ms, created_at, last_update_at)
        select ${customer} || '.' || n, ${customer}::text, 'target' || n, 'queued', 1, evercheck_now(),
          evercheck_now()
        from generate_series(0, ${count}::integer - 1) n
      `.execute(db)
    },
    async set(check: string, assignments: string): Promise<void> {
      await sql`update checks set ${sql.raw(assignments)} where id = ${check}`.execute(db)
    },
    async rest(account: string, forHowLong: string, why = '{"kind":"throttled"}'): Promise<void> {
      await sql`
        update instagram_accounts
        set resting_until = evercheck_now() + ${forHowLong}::interval, resting_why = ${why}
        where id = ${account}
      `.execute(db)
    },
    async logIn(account: string): Promise<void> {
      await sql`
        insert into instagram_sessions
          (id, account_id, version, label, state_encrypted, method, fence, created_at,
           logged_in_at, renewed_at)
        values (${`ses.${account}`}, ${account}, 1, 'current', '', 'import', 0, evercheck_now(),
          evercheck_now(), evercheck_now())
      `.execute(db)
    },
    async counts(customer: string) {
      const { rows } = await sql`
        select waiting_count, open_count from customers where id = ${customer}
      `.execute(db)
      return rows[0]
    },
  }
}
