import { sql } from 'kysely'
import { PgBoss } from 'pg-boss'
import { expect, test } from 'vitest'
import { JOBS } from '../../src/jobs/kinds.ts'
import { enqueue } from '../../src/queue/enqueue.ts'
import { type Handlers, JobQueue } from '../../src/queue/job-queue.ts'
import { jobCounts } from '../../src/queue/queue-store.ts'
import { retryDead } from '../../src/queue/retry-dead.ts'
import { never, Trial } from '../trial.ts'

const CLEAN_UP = { kind: 'clean-up', data: {}, key: 'tried' } as const

/** A queue of a trial whose clean-up does as the test says. */
async function queueOf(trial: Trial, cleanUp: () => void): Promise<JobQueue<Trial['app']>> {
  const handlers = { ...JOBS, 'clean-up': async () => cleanUp() } satisfies Handlers<Trial['app']>
  return JobQueue.open(trial.app, handlers)
}

async function counts(trial: Trial) {
  const all = await jobCounts(trial.app)
  return all.find(({ kind }) => kind === 'clean-up')
}

test('a job is there with its transaction, is done once, and never was if that is rolled back', async () => {
  await using trial = await Trial.open()
  let done = 0
  const queue = await queueOf(trial, () => {
    done += 1
  })
  const rolledBack = trial.app.db.transaction().execute(async (tx) => {
    await enqueue(tx, CLEAN_UP)
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow('rolled back')
  expect(await queue.workDue(never())).toBe(0)

  await trial.app.db.transaction().execute((tx) => enqueue(tx, CLEAN_UP))
  // Of a kind that is single, one that waits is enough.
  expect(await enqueue(trial.app.db, CLEAN_UP)).toBeNull()
  expect(await queue.workDue(never())).toBe(1)
  expect(await queue.workDue(never())).toBe(0)
  expect(done).toBe(1)
})

test('a job that fails comes again later and later, and lies aside after its last try', async () => {
  await using trial = await Trial.open()
  let tries = 0
  const queue = await queueOf(trial, () => {
    tries += 1
    throw new Error('not today')
  })
  await enqueue(trial.app.db, CLEAN_UP)
  const waitsMs: number[] = []
  let lastAtMs = trial.clock.elapsedMs()
  while ((await counts(trial))?.dead === 0) {
    if ((await queue.workDue(never())) > 0) {
      waitsMs.push(trial.clock.elapsedMs() - lastAtMs)
      lastAtMs = trial.clock.elapsedMs()
    }
    trial.clock.advance(1000)
  }
  expect(tries).toBe(4)
  const [first = 0, second = 0, third = 0, fourth = 0] = waitsMs
  expect(first).toBe(0)
  expect(second).toBeGreaterThanOrEqual(5000)
  expect(third).toBeGreaterThan(5000)
  expect(fourth).toBeLessThanOrEqual(61_000)
  const told = trial.told('job-failed')
  expect(told.map(({ isLast }) => isLast)).toEqual([false, false, false, true])
  expect(told[0]?.why).toBe('Error: not today')
  expect(await counts(trial)).toMatchObject({ waiting: 0, active: 0, dead: 1 })
  // The operator lets it be tried again, from its first try on.
  expect(await retryDead(trial.app)).toBe(1)
  expect(await counts(trial)).toMatchObject({ waiting: 1, active: 0, dead: 0 })
  await queue.workDue(never())
  expect(tries).toBe(5)
})

test('what comes by the clock waits for no webhooks that do not answer', async () => {
  await using trial = await Trial.open()
  const answered = Promise.withResolvers<void>()
  const verified = Promise.withResolvers<void>()
  const queue = await JobQueue.open(trial.app, {
    ...JOBS,
    'deliver-webhook': () => answered.promise,
    'verify-audit': async () => verified.resolve(),
  })
  for (let attempt = 1; attempt <= 40; attempt += 1) {
    await enqueue(trial.app.db, { kind: 'deliver-webhook', data: { delivery: 'whd_1', attempt } })
  }
  await enqueue(trial.app.db, { kind: 'verify-audit', data: {}, key: 'schedule' })
  const working = queue.workDue(never())
  await verified.promise
  answered.resolve()
  expect(await working).toBe(41)
})

test('a job whose process dies is taken up by another one when its time is over', async () => {
  await using trial = await Trial.open()
  let tries = 0
  const dying = await queueOf(trial, () => {
    tries += 1
  })
  await enqueue(trial.app.db, CLEAN_UP)
  // Fetched, and then its process is gone.
  await sql`
    update pgboss.job set state = 'active', started_on = pgboss.job_now()
    where name = 'clean-up'`.execute(trial.app.db)
  expect(await dying.workDue(never())).toBe(0)
  trial.clock.advance(11 * 60_000)
  await dying.supervise()
  trial.clock.advance(60_000)
  expect(await dying.workDue(never())).toBe(1)
  expect(tries).toBe(1)
})

test('the schema is the one that this pg-boss makes, but for whose time it is', async () => {
  await using trial = await Trial.open()
  const boss = new PgBoss({ db: trial.app.sendText, migrate: false, schema: 'pgboss' })
  const drift = await boss.detectSchemaDrift()
  const functions = drift.mismatchedFunctions.map(({ name }) => name)
  expect({ ...drift, ok: true, mismatchedFunctions: functions }).toMatchObject({
    missingTables: [],
    missing: [],
    invalid: [],
    mismatched: [],
    missingFunctions: [],
    columnDrift: [],
    constraintDrift: [],
    enumDrift: null,
  })
  expect(functions).toEqual(['job_now'])
})
