import { sql } from 'kysely'
import { foldOldLists } from '../src/checks/history/fold.ts'
import { openDatabase } from '../src/db/database.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { makeClocks, makeServer, makeTurnedDatabase } from '../test/turned-databases.ts'
import { rounded } from './figures.ts'
import type { Workshop } from './workshop.ts'

const MEGABYTE = 1024 * 1024

/**
 * How much room the readings of one profile take of which a part changes each time: all of them
 * whole, and with the older ones as what has changed since.
 */
export async function benchSnapshots(
  workshop: Workshop,
  options: { readonly people: number; readonly readings: number; readonly perMille: number },
): Promise<void> {
  const { people, readings, perMille } = options
  const clocks = await makeClocks(workshop.closers)
  const server = await makeServer(workshop.closers, clocks)
  const made = await makeTurnedDatabase(server, clocks)
  const opened = { url: made.url, dataFolder: '', holder: newHolder(), connectionsMax: 4 }
  const database = await openDatabase(opened)
  workshop.closers.add('database', () => database.close())
  const { db } = database
  const leave = Math.round((people * perMille) / 1000)
  made.turn(new Date('2026-03-01T00:00:00Z'))
  await sql`insert into customers (id, created_at) values ('bench', evercheck_now())
    on conflict do nothing`.execute(db)
  await sql`
    insert into list_series (customer_id, target_pk, list, last_place)
    values ('bench', 77, 'followers', ${readings})
  `.execute(db)
  for (let place = 1; place <= readings; place += 1) {
    const check = await sql<{ number: string }>`
      insert into checks (id, customer_id, target_username, target_pk, state, patience_ms, ending,
        charged, cost_why, created_at, finished_at, last_update_at)
      values (${`chk_${place}`}, 'bench', 'ada.example', 77, 'completed', 0, 'complete', 0, 'free',
        evercheck_now(), evercheck_now(), evercheck_now())
      returning number::text as number
    `.execute(db)
    const number = check.rows[0]?.number ?? '0'
    // The window moves on: so many leave at its start, and as many come at its end.
    await sql`
      insert into check_members (check_number, list, pk, pass)
      select ${number}::bigint, 'followers', pk, 1
      from generate_series(${place * leave}::bigint, ${place * leave + people - 1}::bigint) pk
    `.execute(db)
    await sql`
      insert into snapshots (number, list, series_id, place, present_from)
      select ${number}::bigint, 'followers', id, ${place}, 1 from list_series
    `.execute(db)
  }
  const sizeMb = async () => {
    for (const table of ['check_members', 'snapshot_changes']) {
      await sql`vacuum full ${sql.ref(table)}`.execute(db)
    }
    const found = await sql<{ bytes: string }>`
      select (pg_total_relation_size('check_members')
        + pg_total_relation_size('snapshot_changes'))::text as bytes
    `.execute(db)
    return rounded(Number(found.rows[0]?.bytes) / MEGABYTE, 1)
  }
  const wholeMb = await sizeMb()
  const beganMs = performance.now()
  const folded = await foldOldLists(database, AbortSignal.timeout(3_600_000))
  const foldMs = performance.now() - beganMs
  made.turn(new Date('2026-03-01T02:00:00Z'))
  await foldOldLists(database, AbortSignal.timeout(3_600_000))
  const foldedMb = await sizeMb()
  const perListMs = rounded(foldMs / Math.max(1, folded), 0)
  workshop.show({
    bench: 'snapshots',
    ...{ people, readings, perMille },
    wholeMb,
    foldedMb,
    perListMs,
  })
}
