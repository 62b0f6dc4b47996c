import { sql } from 'kysely'
import { freeWhatIsOver, nextPair, type Pair } from '../src/checks/choice-store.ts'
import { putDown } from '../src/checks/leave-store.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { releaseLease } from '../src/sessions/lease.ts'
import { LEASE_MS } from '../src/sessions/waits.ts'
import { startPostgres } from '../test/postgres.ts'
import { rounded, spreadOf } from './figures.ts'
import type { Workshop } from './workshop.ts'

/** Accounts that are free, each with a day of requests behind it. */
const ACCOUNTS = 500
/** Customers of every size: the first has half of all checks. */
const CUSTOMERS = 50
/** Requests of a day at a person's pace fall into so many minutes. */
const MINUTES = 600

/**
 * How long it takes to choose a free account together with the check that it reads next, with more
 * and more checks in line, beside a bare update of one row. The last line is the median with most,
 * and how many times that of the fewest it is.
 */
export async function benchChoice(
  workshop: Workshop,
  options: { readonly checks: readonly number[]; readonly choices: number },
): Promise<void> {
  const server = await startPostgres({ durable: true, below: workshop.folder })
  workshop.closers.add('PostgreSQL', () => server.close())
  const medians: number[] = []
  for (const checks of options.checks) {
    const url = await server.freshDatabase()
    const database = await openDatabase({
      url,
      dataFolder: workshop.folder,
      holder: newHolder(),
      connectionsMax: 2,
    })
    try {
      await migrate(database)
      await fillLine(database.db, checks)
      const took = await choose(database, options.choices)
      medians.push(took.median)
      workshop.show({
        checks,
        accounts: ACCOUNTS,
        choiceMs: rounded(took.median, 2),
        choiceMsMax: rounded(took.max, 2),
        bareMs: rounded((await bareUpdates(database.db, options.choices)).median, 2),
        freeMs: rounded(await timed(() => freeWhatIsOver(database)), 2),
      })
    } finally {
      await database.close()
    }
  }
  const [fewest = Number.NaN] = medians
  const most = medians.at(-1) ?? Number.NaN
  workshop.show({ medianMs: rounded(most, 2), growth: rounded(most / fewest, 2) })
}

/** Chooses again and again; every other slice ends, so that line and accounts stay as they are. */
async function choose(context: { readonly db: Database; readonly holder: string }, count: number) {
  const times: number[] = []
  const held: Pair[] = []
  for (let choice = 0; choice < count; choice += 1) {
    const before = systemClock.elapsedMs()
    const pair = await nextPair(context, LEASE_MS, { only: null, without: [] })
    times.push(systemClock.elapsedMs() - before)
    if (!pair) throw new Error('nothing could be chosen')
    held.push(pair)
    const oldest = held.length > 50 ? held.shift() : undefined
    if (!oldest) continue
    await putDown(context, oldest.claim, { pages: 10 })
    await releaseLease(context, oldest.lease)
  }
  return spreadOf(times)
}

/** The least that a durable choice can cost: one row changed, and committed to the disk. */
async function bareUpdates(db: Database, count: number) {
  const times: number[] = []
  for (let update = 0; update < count; update += 1) {
    const change = sql`
      update instagram_accounts set idle_since = evercheck_now() where id = 'acc1'
    `.execute(db)
    times.push(await timed(() => change))
  }
  return spreadOf(times)
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const before = systemClock.elapsedMs()
  await act()
  return systemClock.elapsedMs() - before
}

/** So many checks in line, of customers of every size, over accounts that are all free. */
export async function fillLine(db: Database, checks: number): Promise<void> {
  await sql`
    insert into instagram_accounts (id, username, standing, created_at)
    select 'acc' || n, 'account' || n, 'active', evercheck_now()
    from generate_series(1, ${ACCOUNTS}::integer) n
  `.execute(db)
  await sql`
    insert into instagram_sessions
      (id, account_id, version, label, state_encrypted, method, fence, created_at, logged_in_at,
       renewed_at)
    select 'ses' || n, 'acc' || n, 1, 'current', '', 'browser', 0, evercheck_now(),
      evercheck_now(), evercheck_now()
    from generate_series(1, ${ACCOUNTS}::integer) n
  `.execute(db)
  await sql`
    insert into account_requests (account_id, minute_at, count)
    select 'acc' || n, date_trunc('minute', evercheck_now()) - m * interval '2 minutes', 5
    from generate_series(1, ${ACCOUNTS}::integer) n, generate_series(1, ${MINUTES}::integer) m
  `.execute(db)
  await sql`
    insert into customers (id, turn, created_at)
    select 'cus' || n, n, evercheck_now() from generate_series(0, ${CUSTOMERS}::integer) n
  `.execute(db)
  await sql`
    insert into checks (id, customer_id, target_username, state, patience_ms, left_count,
      created_at, last_update_at)
    select 'chk' || n,
      case when n % 2 = 0 then 'cus0' else 'cus' || n % ${CUSTOMERS}::integer end,
      'target' || n, 'queued', 3600000, n * 7 % 5000, evercheck_now(), evercheck_now()
    from generate_series(1, ${checks}::integer) n
  `.execute(db)
  await sql`analyze`.execute(db)
}
