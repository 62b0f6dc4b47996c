import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { JOBS } from '../../src/jobs/kinds.ts'
import { enqueue } from '../../src/queue/enqueue.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import { briefly } from '../brief.ts'
import { ADA, never, Trial } from '../trial.ts'

const MANY = 10_000
const BOB = { username: 'bob.example', followers: 60, following: 50, mutual: 10 } as const
const DAY_MS = 24 * 3_600_000
/** None of them is what it is without being set. */
const KEEP = {
  EVERCHECK_KEEP_MEMBERS_DAYS: '20',
  EVERCHECK_KEEP_EVENTS_DAYS: '11',
  EVERCHECK_KEEP_EVIDENCE_DAYS: '5',
  EVERCHECK_KEEP_DELIVERIES_DAYS: '3',
  EVERCHECK_KEEP_AUDIT_DAYS: '100',
}

/** What is kept for so many days, and how ten thousand of it come about `days` ago. */
const KINDS = [
  {
    table: 'events',
    days: 11,
    add: (at: string) => `
      insert into events (at, kind, detail)
      select ${at}, 'check-parked', '{"planted": true}' from generate_series(1, ${MANY})`,
    are: `detail ->> 'planted' = 'true'`,
  },
  {
    table: 'evidence',
    days: 5,
    add: (at: string) => `
      insert into evidence (fingerprint, surface, first_at, last_at, evidence, sketch)
      select md5(${at}::text || n), 'planted', ${at}, ${at}, '{}', '' from generate_series(1, ${MANY}) n`,
    are: `surface = 'planted'`,
  },
  {
    table: 'webhook_deliveries',
    days: 3,
    add: (at: string) => `
      insert into webhook_deliveries
        (id, webhook_id, kind, payload, state, created_at, finished_at)
      select md5(${at}::text || n), 'whk_1', 'check.failed', '{}', 'sent', ${at}, ${at}
      from generate_series(1, ${MANY}) n`,
    are: 'true',
  },
  {
    table: 'alert_deliveries',
    days: 3,
    add: (at: string) => `
      with notice as (
        insert into alert_notices (id, at, change, rule, severity, alerts)
        select md5(${at}::text || n), ${at}, 'raised', 'WorkerDown', 'critical', '[]'
        from generate_series(1, ${MANY}) n
        returning id
      )
      insert into alert_deliveries
        (id, notice_id, channel, target, state, created_at, tried_at, ended_at)
      select id, id, 'mail', 'ops@example.com', 'sent', ${at}, ${at}, ${at} from notice`,
    are: 'true',
  },
  {
    table: 'audit_log',
    days: 100,
    add: (at: string) => `
      insert into audit_log (at, actor_kind, act, outcome)
      select ${at}, 'machine', 'planted', 'done' from generate_series(1, ${MANY / 10})`,
    are: `act = 'planted'`,
  },
] as const

for (const { tags, rows } of briefly(1, KINDS)) {
  test.each(rows)(
    'of $table what is older than the setting goes, ten thousand at once, and the rest stays',
    { tags },
    async ({ table, days, add, are }) => {
      await using trial = await Trial.open({ accounts: [], loggedIn: [], environment: KEEP })
      const { db } = trial.app
      await sql`
    insert into webhooks (id, url, kinds, secret_sealed, created_at)
    values ('whk_1', 'https://x.example', 'check.failed', '', evercheck_now())`.execute(db)
      const ago = (of: number) => `(evercheck_now() - interval '${of} days')`
      await sql.raw(add(ago(days + 1))).execute(db)
      const old = await countOf(trial, table, are)
      expect(old).toBeGreaterThanOrEqual(MANY / 10)
      await sql.raw(add(ago(days - 1))).execute(db)
      await cleanUp(trial)
      expect(await countOf(trial, table, are)).toBe(old)
    },
  )
}

test('ten thousand members of an old check go with their profiles, and those of a young one stay', async () => {
  await using trial = await Trial.open({ environment: KEEP, targets: [ADA, BOB] })
  const old = await trial.check()
  await sql`
    with many as (
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select 900000000000 + n, 'many.' || n, '', false, false, evercheck_now()
      from generate_series(1, ${MANY}) n
      returning pk
    )
    insert into check_members (check_number, list, pk, pass)
    select number, 'followers', many.pk, 1 from many, checks where checks.id = ${old.check.id}
  `.execute(trial.app.db)
  trial.clock.advance(21 * DAY_MS)
  await trial.check(BOB.username)
  await cleanUp(trial)
  expect(await countOf(trial, 'check_members', 'true')).toBe(BOB.followers + BOB.following)
  expect(await countOf(trial, 'profiles', 'pk > 900000000000')).toBe(0)
})

async function cleanUp(trial: Trial): Promise<void> {
  const queue = await JobQueue.open(trial.app, JOBS)
  await enqueue(trial.app.db, { kind: 'clean-up', data: {} })
  await queue.workDue(never())
  expect(trial.told('job-failed')).toEqual([])
}

async function countOf(trial: Trial, table: string, are: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(table)} where ${sql.raw(are)}
  `.execute(trial.app.db)
  return found.rows[0]?.count ?? -1
}
