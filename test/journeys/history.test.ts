import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { carryOut } from '../../src/checks/carry-out.ts'
import { recentChecks } from '../../src/checks/check-store.ts'
import { askInSpareTime } from '../../src/checks/history/ask-in-spare-time.ts'
import {
  heedProfile,
  ignoredProfiles,
  ignoreProfile,
} from '../../src/checks/history/ignore-store.ts'
import { accountToAsk } from '../../src/checks/history/loss-store.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { type CheckRun, rewriteReport, runCheck } from '../../src/cli/run-check.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { announceWork } from '../../src/presence/worker-store.ts'
import { ADA, never, READER, Trial } from '../trial.ts'

const HOUR_MS = 3_600_000

const BOB = { username: 'bob.example', followers: 30, following: 20, mutual: 10 } as const

const REPORT = ({ reportFolder }: Trial) => ({
  target: ADA.username,
  outFolder: reportFolder,
  reader: READER,
})

const ORDER = { target: ADA.username, patienceMs: HOUR_MS, accountId: null, inFront: false }

test('a follower is called lost when two checks hours apart did not find her, and not before', async () => {
  await using trial = await Trial.open()
  const first = await trial.checkAndReport()
  expect(first.result.counts.lost).toBe(undefined)
  const [left] = trial.instagram.change({ target: ADA.username, unfollowed: 1 })
  trial.clock.advance(HOUR_MS)
  const second = await trial.checkAndReport()
  expect(counts(second)).toMatchObject({ lost: 0, 'not-seen': 1, gained: 0 })

  // Too soon to be sure.
  trial.clock.advance(5 * HOUR_MS)
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 0, 'not-seen': 1 })
  trial.clock.advance(7 * HOUR_MS)
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 1, 'not-seen': 0 })
  expect(await reasons(trial)).toEqual([[String(left?.pk), 'unfollowed']])

  // It is news once.
  trial.clock.advance(7 * HOUR_MS)
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 0, 'not-seen': 0, gained: 0 })
})

test('a follower whom two checks missed minutes apart is not lost, however late a page is saved', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await trial.checkAndReport()
  trial.instagram.change({ target: ADA.username, unfollowed: 1 })
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 0, 'not-seen': 1 })

  // The machine sleeps with the answer in its hands, before it is saved.
  let isAsleep = false
  trial.process.afterRequest = ({ url }) => {
    if (isAsleep || !url.includes('/followers/')) return
    isAsleep = true
    trial.clock.advance(7 * HOUR_MS)
  }
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 0, 'not-seen': 1 })
  expect(isAsleep).toBe(true)
  trial.clock.advance(7 * HOUR_MS)
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 1, 'not-seen': 0 })
})

test('where a worker lives it looks a second time by itself, when nothing is ordered', async () => {
  await using trial = await Trial.open({ targets: [ADA, BOB] })
  await trial.checkAndReport()
  const [left] = trial.instagram.change({ target: ADA.username, unfollowed: 1 })
  trial.clock.advance(HOUR_MS)
  await announceWork(trial.app, true)
  await openCheck(trial.app, { ...ORDER, customerId: 'house' })
  await readAll(trial)
  const planned = await checksOf(trial)
  expect(planned.at(-1)).toMatchObject({ purpose: 'confirm', state: 'parked' })

  // What is ordered goes first, and the second look reads followers only.
  trial.clock.advance(7 * HOUR_MS)
  await openCheck(trial.app, { ...ORDER, customerId: 'house', target: BOB.username })
  await readAll(trial)
  const [, , second, bob] = await checksOf(trial)
  expect(second).toMatchObject({ purpose: 'confirm', state: 'completed' })
  const told = await sql<{ id: string; kind: string }>`
    select check_id as id, kind from events order by events.id
  `.execute(trial.app.db)
  const at = (id: string | undefined, kind: string) =>
    told.rows.findIndex((event) => event.id === id && event.kind === kind)
  expect(at(bob?.id, 'check-ended')).toBeLessThan(at(second?.id, 'check-started'))
  const sure = await sql<{ pk: string; reason: string }>`
    select pk::text as pk, reason from follower_losses where sure_in is not null
  `.execute(trial.app.db)
  expect(sure.rows).toEqual([{ pk: String(left?.pk), reason: 'unfollowed' }])
  await announceWork(trial.app, false)
})

test('who was only missed is neither lost nor new when she is met again', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await trial.checkAndReport()
  const [away] = trial.instagram.change({ target: ADA.username, deactivated: 1 })
  trial.clock.advance(7 * HOUR_MS)
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 0, 'not-seen': 1 })
  trial.instagram.change({ target: ADA.username, returned: [String(away?.pk)] })
  trial.clock.advance(7 * HOUR_MS)
  expect(counts(await trial.checkAndReport())).toMatchObject({ lost: 0, 'not-seen': 0, gained: 0 })
})

test('the reasons are told apart by what two accounts are shown', async () => {
  const accounts = ['keeper', 'second']
  // A profile counts those who are gone, so only a long list can be believed without them.
  const targets = [{ ...ADA, followers: 700 }]
  await using trial = await Trial.open({ accounts, loggedIn: accounts, targets })
  const read = () => runCheck(trial.app, { ...REPORT(trial), account: 'keeper' }, never())
  await read()
  const changes = [
    ...trial.instagram.change({
      target: ADA.username,
      unfollowed: 2,
      deactivated: 2,
      deleted: 1,
    }),
    ...trial.instagram.change({ target: ADA.username, reader: 'keeper', blocked: 1 }),
  ]
  trial.clock.advance(7 * HOUR_MS)
  await read()
  trial.clock.advance(7 * HOUR_MS)
  const third = await read()
  expect(counts(third)).toMatchObject({ lost: 6, 'not-seen': 0 })
  const reasonsFor = (about: (reason: string) => string) =>
    changes.map(({ pk, reason }) => [String(pk), about(reason)] as const).sort()
  // One account alone cannot tell who is gone from who has blocked it.
  const alone = (reason: string) => (reason === 'unfollowed' ? reason : 'hidden')
  expect([...(await reasons(trial))].sort()).toEqual(reasonsFor(alone))

  for (let asked = true; asked; ) {
    const accountId = await accountToAsk(trial.app)
    asked = accountId !== null && (await askInSpareTime(trial.app, accountId, never()))
  }
  await rewriteReport(trial.app, { ...REPORT(trial), checkId: third.check.id })
  const together = (reason: string) =>
    reason === 'deactivated' || reason === 'deleted' ? 'gone' : reason
  expect([...(await reasons(trial))].sort()).toEqual(reasonsFor(together))
})

test('a profile that was renamed twice has the name of the last check, and nobody is lost', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await trial.checkAndReport()
  const [pk = '', back = ''] = trial.truth('followers')
  const before = trial.instagram.people.member(Number(pk)).username
  const same = trial.instagram.people.member(Number(back)).username
  const other = { name: 'Other', language: 'en', zone: 'UTC', pays: false } as const
  const { id: customerId } = await createCustomer(trial.app, other)
  for (const name of ['her.second.name', 'her.third.name']) {
    trial.instagram.change({ target: ADA.username, renamed: { [pk]: name } })
    trial.instagram.change({ target: ADA.username, renamed: { [back]: `${name}.too` } })
    trial.clock.advance(HOUR_MS)
    // Another customer's check has met the name in between.
    await carryOut(trial.app, { ...ORDER, customerId }, never())
  }
  trial.instagram.change({ target: ADA.username, renamed: { [back]: same } })
  trial.clock.advance(HOUR_MS)
  const last = await trial.checkAndReport()
  expect(counts(last)).toMatchObject({ renamed: 1, lost: 0, 'not-seen': 0, gained: 0 })
  expect(await rowsOf(trial, 'renamed.csv')).toEqual([
    [pk, 'her.third.name', expect.anything(), expect.anything(), 'false', before],
  ])
})

test('whom a customer ignores is left out of every table, counted, and taken back', async () => {
  await using trial = await Trial.open()
  const first = await trial.checkAndReport()
  const all = first.result.counts['not-following-back']?.count ?? 0
  const [row] = await rowsOf(trial, 'not-following-back.csv')
  const name = row?.[1] ?? ''
  const meant = { username: name, pk: null }
  await ignoreProfile(trial.app, 'house', meant)
  await ignoreProfile(trial.app, 'house', meant)
  trial.clock.advance(HOUR_MS)
  const second = await trial.checkAndReport()
  expect(second.result.counts['not-following-back']).toMatchObject({ count: all - 1, hidden: 1 })
  expect(second.result.counts.following).toMatchObject({ count: ADA.following, hidden: 0 })
  expect(await rowsOf(trial, 'not-following-back.csv')).toHaveLength(all - 1)
  expect(await heedProfile(trial.app, 'house', meant)).toBe(true)
  expect(await heedProfile(trial.app, 'house', meant)).toBe(false)
  const nobody = { username: 'nobody.at.all', pk: null }
  await expect(ignoreProfile(trial.app, 'house', nobody)).rejects.toMatchObject({
    code: 'PROFILE_UNKNOWN',
  })
  // By his number he is meant, though somebody else bears his name by now.
  const [[other = ''] = []] = await rowsOf(trial, 'mutual.csv')
  await sql`
    update profiles set username = ${name}, seen_at = evercheck_now() + interval '1 day'
    where pk = ${other}::bigint
  `.execute(trial.app.db)
  const pk = row?.[0] ?? ''
  await ignoreProfile(trial.app, 'house', { username: name, pk })
  expect(await ignoredProfiles(trial.app, 'house')).toMatchObject([{ pk }])
  expect(await heedProfile(trial.app, 'house', meant)).toBe(false)
  expect(await heedProfile(trial.app, 'house', { username: name, pk })).toBe(true)
})

/** Reads all that can be read now. */
async function readAll(trial: Trial): Promise<void> {
  while (await readNext(trial.app, { only: null, without: [] }, never()));
}

async function checksOf(trial: Trial) {
  return [...(await recentChecks(trial.app, 20))].reverse()
}

function counts({ result }: CheckRun): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    Object.entries(result.counts).map(([file, { count }]) => [file, count] as const),
  )
}

async function reasons(trial: Trial): Promise<readonly (readonly [string, string])[]> {
  const rows = await rowsOf(trial, 'lost.csv')
  return rows.map((row) => [row[0] ?? '', row.at(-1) ?? ''] as const)
}

async function rowsOf(trial: Trial, file: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(trial.reportFolder, file), 'utf8')
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => row.split(','))
}
