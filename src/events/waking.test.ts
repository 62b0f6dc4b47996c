import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { makeTestDatabase } from '../../test/databases.ts'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { newHolder } from '../kernel/ids.ts'
import { EVENTS_CHANNEL, recordEvent } from './event-store.ts'

test('who follows events is woken by an event, and not by a statement that tells of none', async () => {
  const made = await makeTestDatabase()
  const options = { url: made.url, dataFolder: '', holder: newHolder(), connectionsMax: 2 }
  const database = await openDatabase(options)
  onTestFinished(async () => {
    await database.close()
    await made.drop()
  })
  await migrate(database)
  let woken = 0
  let fences = 0
  database.listen(EVENTS_CHANNEL, () => {
    woken += 1
  })
  database.listen('evercheck_fence', () => {
    fences += 1
  })
  // As a worker does that looks whether anything is over, once a second.
  await sql`select free_what_is_over(3600000)`.execute(database.db)
  // Told again until it is heard: listening begins a moment after it was asked for, in this order.
  const tellFence = sql`select pg_notify('evercheck_fence', '')`
  await expect
    .poll(async () => {
      await tellFence.execute(database.db)
      return fences
    })
    .toBeGreaterThan(0)
  expect(woken).toBe(0)
  await recordEvent(database, { kind: 'account-added', account: 'acc_test' })
  await expect.poll(() => woken).toBe(1)
})
