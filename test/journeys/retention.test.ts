import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { checkById } from '../../src/checks/check-store.ts'
import { resultOf } from '../../src/checks/result/result.ts'
import { deleteOldLists, deleteUnusedProfiles } from '../../src/checks/retention.ts'
import { JOBS } from '../../src/jobs/kinds.ts'
import { enqueue } from '../../src/queue/enqueue.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import { unknownAnswers } from '../../src/sessions/evidence-store.ts'
import { dueAccounts, renewAccount } from '../../src/sessions/keeper.ts'
import { ADA, never, Trial } from '../trial.ts'

const DAY_MS = 24 * 3_600_000
const BOB = { username: 'bob.example', followers: 60, following: 50, mutual: 10 } as const

async function cleanUp(trial: Trial): Promise<void> {
  const queue = await JobQueue.open(trial.app, JOBS)
  await enqueue(trial.app.db, { kind: 'clean-up', data: {} })
  await queue.workDue(never())
  expect(trial.told('job-failed')).toEqual([])
}

async function countOf(trial: Trial, table: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(table)}`.execute(trial.app.db)
  return found.rows[0]?.count ?? -1
}

test('lists that were kept long enough go with everybody who is on no other; what they came to stays', async () => {
  await using trial = await Trial.open({ targets: [ADA, BOB] })
  const old = await trial.check(ADA.username)
  trial.clock.advance(60 * DAY_MS)
  const young = await trial.check(BOB.username)
  trial.clock.advance(31 * DAY_MS)
  const before = await countOf(trial, 'profiles')
  await cleanUp(trial)
  const gone = await checkById(trial.app, old.check.id)
  expect(gone).toMatchObject({ state: 'completed', ending: { kind: 'complete' } })
  await expect(resultOf(trial.app, gone)).rejects.toMatchObject({ code: 'LISTS_DELETED' })
  const kept = await resultOf(trial.app, await checkById(trial.app, young.check.id))
  expect(kept.result.followers.collected).toBe(BOB.followers)
  expect(await countOf(trial, 'check_members')).toBe(BOB.followers + BOB.following)
  const after = await countOf(trial, 'profiles')
  expect(after).toBeLessThan(before)
  expect(after).toBeGreaterThanOrEqual(BOB.followers + BOB.following - BOB.mutual)
  // Nothing is compared with what is gone: nobody has come or left.
  const again = await trial.check(ADA.username)
  const report = await resultOf(trial.app, again.check)
  expect(report.result.comparedWith).toBe(null)
})

test('a person whose profile is being deleted and who is read meanwhile stays in the result', async () => {
  await using trial = await Trial.open()
  await trial.check(ADA.username)
  trial.clock.advance(100 * DAY_MS)
  await deleteOldLists(trial.app, DAY_MS, never())
  // The same people are saved again while those who are on no list go.
  const [run] = await Promise.all([
    trial.check(ADA.username),
    (async () => {
      for (let time = 0; time < 40; time += 1) await deleteUnusedProfiles(trial.app, never())
    })(),
  ])
  expect(run.status).toBe('completed')
  const missing = await sql<{ count: number }>`
    select count(*)::integer as count from check_members
    where not exists (select from profiles where profiles.pk = check_members.pk)
  `.execute(trial.app.db)
  expect(missing.rows).toEqual([{ count: 0 }])
})

test('an answer that nobody has seen is kept without what is secret, counted, and goes in time', async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_PATIENCE_MS: '1' } })
  trial.set({ every: [{ row: '27', surface: 'list', probability: 1 }] })
  await trial.check()
  const [answer] = await unknownAnswers(trial.app, { countMax: 10 })
  expect(answer).toMatchObject({ account: 'keeper', evidence: { row: expect.any(String) } })
  expect(answer?.count).toBeGreaterThan(0)
  trial.clock.advance(15 * DAY_MS)
  await cleanUp(trial)
  expect(await unknownAnswers(trial.app, { countMax: 10 })).toEqual([])
})

test('renewing by login logs in anew and ends the old login when the new one is proved', async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_RENEW: 'login' } })
  trial.clock.advance(3 * DAY_MS)
  expect(await dueAccounts(trial.app, 'planned')).toHaveLength(1)
  const outcome = await renewAccount(trial.app, await trial.account(), 'proactive', never())
  expect(outcome).toMatchObject({ kind: 'renewed', how: 'logged-in' })
  expect(trial.counters.logins).toEqual({ 'web-ajax': 1 })
  expect((await trial.check()).check.logins).toBe(0)
})
