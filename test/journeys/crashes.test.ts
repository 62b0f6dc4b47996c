import { describe, expect, test } from 'vitest'
import { accountNamed, moveStanding, setAccountRole } from '../../src/accounts/account-store.ts'
import { reason } from '../../src/accounts/reasons.ts'
import { freeWhatIsOver } from '../../src/checks/choice-store.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { settleWaiting } from '../../src/checks/waiting-store.ts'
import { ADA, never, orderOf, Trial } from '../trial.ts'

const MINUTE_MS = 60_000
const ANY = { only: null, without: [] }

async function rowOf(trial: Trial) {
  return trial.app.db
    .selectFrom('checks')
    .select(['state', 'parked_for', 'crash_count', 'crash_pages', 'ending', 'ending_why'])
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
}

/** A process reads whatever is next, and dies in the middle of its page of that number. */
async function crashAt(trial: Trial, page: number): Promise<void> {
  const process = await trial.start()
  const dying = new Promise<void>((resolve) => {
    process.beforeRequest = async (_request, number) => {
      if (number === page) await process.die().then(resolve)
    }
  })
  const read = readNext(process.app, ANY, never())
  await Promise.race([dying, read])
  // Whoever comes next sees that it is dead.
  await trial.start()
  await freeWhatIsOver(trial.app)
}

async function kindsOf(trial: Trial): Promise<readonly string[]> {
  const rows = await trial.app.db.selectFrom('events').select('kind').orderBy('id').execute()
  return rows.map(({ kind }) => kind).filter((kind) => kind.startsWith('check-'))
}

describe('a check whose page crashes whoever reads it', () => {
  test('is taken over at once after the first time, waits longer each time, and is parked after the fifth', async () => {
    await using trial = await Trial.open()
    await openCheck(trial.app, orderOf())
    await crashAt(trial, 3)
    expect(await rowOf(trial)).toMatchObject({ state: 'queued', crash_count: 1, crash_pages: 1 })
    // From here on its first request is already the page that crashes.
    for (const crashes of [2, 3, 4]) {
      await crashAt(trial, 1)
      expect(await rowOf(trial)).toMatchObject({ state: 'parked', parked_for: 'time' })
      expect(await rowOf(trial)).toMatchObject({ crash_count: crashes, crash_pages: 1 })
      trial.clock.advance(5 * MINUTE_MS)
      await freeWhatIsOver(trial.app)
    }
    await crashAt(trial, 1)
    expect(await rowOf(trial)).toMatchObject({ state: 'parked', parked_for: 'crashes' })
    trial.clock.advance(60 * MINUTE_MS)
    expect(await readNext(trial.app, ANY, never())).toBe(null)
    expect((await kindsOf(trial)).filter((kind) => kind.startsWith('check-crash'))).toEqual([
      ...Array(4).fill('check-crashed'),
      'check-crashes',
    ])
    // Its patience ends it, once.
    trial.clock.advance(6 * 60 * MINUTE_MS)
    expect(await settleWaiting(trial.app, null)).toHaveLength(1)
    expect(await rowOf(trial)).toMatchObject({ state: 'failed', ending: 'out-of-patience' })
    expect((await rowOf(trial)).ending_why).toContain('crashes')
  })

  test('is tried again when it is ordered again, and a saved page forgets the crashes', async () => {
    await using trial = await Trial.open()
    const { id } = await openCheck(trial.app, orderOf())
    await trial.app.db
      .updateTable('checks')
      .set({ state: 'parked', parked_for: 'crashes', crash_count: 5 })
      .execute()
    expect((await openCheck(trial.app, orderOf())).id).toBe(id)
    for (let page = 2; page < 6; page += 1) {
      await crashAt(trial, page)
      expect(await rowOf(trial)).toMatchObject({ state: 'queued', crash_count: 1 })
    }
    expect((await trial.check(ADA.username)).status).toBe('completed')
  })

  test('is not one that a process puts down in an orderly way, however often', async () => {
    await using trial = await Trial.open()
    await openCheck(trial.app, orderOf())
    for (let time = 0; time < 6; time += 1) {
      const stop = new AbortController()
      trial.process.beforeRequest = () => stop.abort(new Error('put down'))
      await readNext(trial.app, ANY, stop.signal).catch(() => undefined)
    }
    expect(await rowOf(trial)).toMatchObject({ state: 'queued', crash_count: 0 })
  })
})

describe('a backup account', () => {
  const accounts = ['keeper', 'second']
  async function readers(trial: Trial): Promise<readonly (string | null)[]> {
    const rows = await trial.app.db
      .selectFrom('check_progress')
      .innerJoin('instagram_accounts', 'instagram_accounts.id', 'check_progress.account_id')
      .select('username')
      .execute()
    return [...new Set(rows.map(({ username }) => username))]
  }
  async function pause(trial: Trial): Promise<void> {
    const account = await accountNamed(trial.app, 'keeper')
    await moveStanding(trial.app, account, {
      to: 'paused',
      by: 'operator',
      why: reason('operator'),
      forMs: null,
    })
  }

  test('reads nothing while another one is left, be that one busy, and everything when none is', async () => {
    await using trial = await Trial.open({ accounts, loggedIn: accounts })
    await setAccountRole(trial.app, (await trial.account('second')).id, 'backup')
    await openCheck(trial.app, orderOf())
    trial.process.beforeRequest = async (_request, number) => {
      // The other one is busy with it, and nothing is left for the backup to do.
      if (number !== 2) return
      await openCheck(trial.app, { ...orderOf('instagram'), inFront: true })
      expect(await readNext(trial.app, ANY, never())).toBe(null)
    }
    await readNext(trial.app, ANY, never())
    expect(await readers(trial)).toEqual(['keeper'])
    trial.process.beforeRequest = () => undefined
    await pause(trial)
    expect((await readNext(trial.app, ANY, never()))?.kind).toBeDefined()
    expect(await readers(trial)).toContain('second')
  })

  test('lets a check stand still while the others only rest for minutes, and patience does not run in line', async () => {
    await using trial = await Trial.open({ accounts, loggedIn: accounts })
    await setAccountRole(trial.app, (await trial.account('second')).id, 'backup')
    const until = new Date(trial.clock.elapsedMs() + 30 * MINUTE_MS)
    await trial.app.db
      .updateTable('instagram_accounts')
      .set({ resting_until: until, resting_why: '{"kind":"throttled"}' })
      .where('username', '=', 'keeper')
      .execute()
    await openCheck(trial.app, orderOf())
    expect(await readNext(trial.app, ANY, never())).toBe(null)
    await settleWaiting(trial.app, null)
    expect(await rowOf(trial)).toMatchObject({ state: 'parked', parked_for: 'account' })
    await pause(trial)
    expect((await readNext(trial.app, ANY, never()))?.kind).toBe('ended')
    expect(await readers(trial)).toEqual(['second'])
  })

  test('is asked for a check that names it', async () => {
    await using trial = await Trial.open({ accounts, loggedIn: accounts })
    const { id } = await trial.account('second')
    await setAccountRole(trial.app, id, 'backup')
    await openCheck(trial.app, { ...orderOf(), accountId: id })
    expect((await readNext(trial.app, ANY, never()))?.kind).toBe('ended')
    expect(await readers(trial)).toEqual(['second'])
  })
})
