import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { fireDue } from '../../src/jobs/fire-due.ts'
import { JOBS } from '../../src/jobs/kinds.ts'
import { SCHEDULES } from '../../src/jobs/schedules.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import { occurrencesAfter } from '../../src/queue/recurrence.ts'
import { scheduleStates, setNextRun } from '../../src/queue/schedule-store.ts'
import { dueAccounts } from '../../src/sessions/keeper.ts'
import { spreadOverdue } from '../../src/sessions/renewal-plan.ts'
import { never, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000
const HOURLY = SCHEDULES.filter(({ kind }) => kind === 'clean-up')

async function stateOf(trial: Trial, kind: string) {
  const found = (await scheduleStates(trial.app)).find((state) => state.kind === kind)
  if (!found) throw new Error(`${kind} does not come by the clock`)
  return found
}

/** Turns the clock to the next time when it is so many minutes past a full hour. */
function turnToMinute(trial: Trial, minute: number): void {
  const nowMs = trial.clock.elapsedMs()
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  const atMs = hourMs + minute * 60_000
  trial.clock.advance(atMs > nowMs ? atMs - nowMs : atMs + HOUR_MS - nowMs)
}

describe('what comes by the clock', () => {
  test('comes once at its time, however many look, and says how it went', async () => {
    await using trial = await Trial.open()
    const other = await trial.start()
    turnToMinute(trial, 1)
    const waitMs = await fireDue(trial.app, HOURLY)
    expect(waitMs).toBe(6 * 60_000)
    const queue = await JobQueue.open(trial.app, JOBS)
    expect(await queue.workDue(never())).toBe(0)
    trial.clock.advance(waitMs)
    await Promise.all([
      fireDue(trial.app, HOURLY),
      fireDue(other.app, HOURLY),
      fireDue(trial.app, HOURLY),
    ])
    expect(await queue.workDue(never())).toBe(1)
    const state = await stateOf(trial, 'clean-up')
    expect(state).toMatchObject({ lastSuccessAt: trial.clock.now(), lastError: null })
    expect(state.nextRunAt.getTime() - trial.clock.elapsedMs()).toBe(HOUR_MS)
  })

  test('and was planned by two processes at once has never run', async () => {
    await using trial = await Trial.open()
    const [schedule] = HOURLY
    if (!schedule) throw new Error('nothing comes every hour')
    const nextAt = new Date(trial.clock.elapsedMs() + HOUR_MS)
    for (let time = 0; time < 2; time += 1) await setNextRun(trial.app, schedule, nextAt)
    const untouched = { lastRunAt: null, lastSuccessAt: null, lastFailureAt: null }
    expect(await stateOf(trial, schedule.kind)).toMatchObject(untouched)
  })

  test('and was missed for days comes once, and says how often it was missed', async () => {
    await using trial = await Trial.open()
    turnToMinute(trial, 1)
    await fireDue(trial.app, HOURLY)
    trial.clock.advance(50 * HOUR_MS)
    await fireDue(trial.app, HOURLY)
    await fireDue(trial.app, HOURLY)
    const queue = await JobQueue.open(trial.app, JOBS)
    expect(await queue.workDue(never())).toBe(1)
    expect((await stateOf(trial, 'clean-up')).missedCount).toBe(49)
  })

  test('does not come again when the clock is set back an hour, and is planned anew after a wild one', async () => {
    await using trial = await Trial.open()
    turnToMinute(trial, 6)
    await fireDue(trial.app, HOURLY)
    trial.clock.advance(2 * 60_000)
    await fireDue(trial.app, HOURLY)
    const queue = await JobQueue.open(trial.app, JOBS)
    expect(await queue.workDue(never())).toBe(1)
    trial.clock.advance(-HOUR_MS)
    for (let minute = 0; minute < 62; minute += 1) {
      await fireDue(trial.app, HOURLY)
      trial.clock.advance(60_000)
    }
    expect((await stateOf(trial, 'clean-up')).missedCount).toBe(0)
    expect(await queue.workDue(never())).toBeLessThanOrEqual(1)

    trial.clock.advance(400 * 24 * HOUR_MS)
    await fireDue(trial.app, HOURLY)
    await queue.workDue(never())
    trial.clock.advance(-400 * 24 * HOUR_MS)
    await fireDue(trial.app, HOURLY)
    const { nextRunAt } = await stateOf(trial, 'clean-up')
    expect(nextRunAt.getTime() - trial.clock.elapsedMs()).toBeLessThanOrEqual(HOUR_MS)
    // And then it does come, again and again.
    for (let hour = 0; hour < 2; hour += 1) {
      trial.clock.advance(HOUR_MS)
      await fireDue(trial.app, HOURLY)
      expect(await queue.workDue(never())).toBe(1)
    }
  })

  test('and fails says why, and comes again', async () => {
    await using trial = await Trial.open()
    turnToMinute(trial, 7)
    await fireDue(trial.app, HOURLY)
    trial.clock.advance(HOUR_MS)
    await fireDue(trial.app, HOURLY)
    await sql`alter table checks rename to lost`.execute(trial.app.db)
    const queue = await JobQueue.open(trial.app, JOBS)
    await queue.workDue(never())
    expect((await stateOf(trial, 'clean-up')).lastError).toContain('does not exist')
    await sql`alter table lost rename to checks`.execute(trial.app.db)
    trial.clock.advance(60_000)
    await queue.workDue(never())
    expect(await stateOf(trial, 'clean-up')).toMatchObject({ lastError: null })
  })
})

test.each([
  // The clocks go forward in Berlin: 02:30 is left out on the 28th, and what falls into it comes
  // after it.
  [
    '30 2 * * *',
    'Europe/Berlin',
    '2027-03-27T12:00:00Z',
    ['2027-03-28T01:30:00Z', '2027-03-29T00:30:00Z'],
  ],
  // They go back: 02:30 comes twice on the 31st, and is heard once.
  [
    '30 2 * * *',
    'Europe/Berlin',
    '2027-10-30T12:00:00Z',
    ['2027-10-31T00:30:00Z', '2027-11-01T01:30:00Z'],
  ],
  // UTC knows nothing of it.
  ['0 3 * * *', 'UTC', '2027-03-27T12:00:00Z', ['2027-03-28T03:00:00Z', '2027-03-29T03:00:00Z']],
  ['0 3 * * *', 'UTC', '2028-02-28T12:00:00Z', ['2028-02-29T03:00:00Z', '2028-03-01T03:00:00Z']],
  [
    '0 9 * * *',
    'Asia/Kolkata',
    '2027-01-01T00:00:00Z',
    ['2027-01-01T03:30:00Z', '2027-01-02T03:30:00Z'],
  ],
])('%s in %s after %s comes at %j', async (cron, zone, from, expected) => {
  const found = await occurrencesAfter(cron, zone, new Date(from), expected.length)
  expect(found.map((at) => at.toISOString().replace('.000', ''))).toEqual(expected)
})

describe('the renewal of a session', () => {
  test('comes in the second night after the last one, between three and half past four', async () => {
    await using trial = await Trial.open()
    const found = await sql<{ account: string; renewed: Date; slot: Date }>`
      select 'acc' || number as account, renewed,
        renewal_slot('acc' || number, renewed + interval '46 hours', 46 * 3600000) as slot
      from generate_series(1, 500) number,
        lateral (select '2027-03-27T00:00:00Z'::timestamptz + number * interval '7 minutes' as renewed)
    `.execute(trial.app.db)
    const minutes = found.rows.map(({ slot }) => slot.getUTCHours() * 60 + slot.getUTCMinutes())
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(180)
    expect(Math.max(...minutes)).toBeLessThan(270)
    // Spread: no quarter of an hour has more than twice its share.
    for (let quarter = 0; quarter < 6; quarter += 1) {
      const from = 180 + quarter * 15
      const here = minutes.filter((minute) => minute >= from && minute < from + 15)
      expect(here.length).toBeLessThan(170)
      expect(here.length).toBeGreaterThan(40)
    }
    for (const { renewed, slot } of found.rows) {
      const hours = (slot.getTime() - renewed.getTime()) / HOUR_MS
      expect(hours).toBeGreaterThanOrEqual(46)
      expect(hours).toBeLessThan(72)
    }
    // Renewed in one night, it comes again in the night after the next: two days, never three.
    const again = await sql<{ hours: number }>`
      select max(extract(epoch from
        renewal_slot(account, slot + interval '46 hours', 46 * 3600000) - slot) / 3600)::float8 as hours
      from (
        select 'acc' || number as account,
          renewal_slot('acc' || number, '2027-03-27T03:00:00Z', 46 * 3600000) as slot
        from generate_series(1, 500) number
      ) one
    `.execute(trial.app.db)
    expect(again.rows[0]?.hours).toBe(48)
  })

  test('that a whole night has missed comes within an hour and a half after it is noticed', async () => {
    await using trial = await Trial.open()
    expect(await dueAccounts(trial.app, 'planned')).toEqual([])
    trial.clock.advance(100 * HOUR_MS)
    expect(await dueAccounts(trial.app, 'planned')).toHaveLength(1)
    expect(await spreadOverdue(trial.app)).toBe(1)
    const { at } = await trial.app.db
      .selectFrom('instagram_sessions')
      .select('next_refresh_at as at')
      .executeTakeFirstOrThrow()
    const inMs = (at?.getTime() ?? 0) - trial.clock.elapsedMs()
    expect(inMs).toBeGreaterThanOrEqual(0)
    expect(inMs).toBeLessThan(90 * 60_000)
    // Once in its place it is left there.
    expect(await spreadOverdue(trial.app)).toBe(inMs === 0 ? 1 : 0)
  })
})
