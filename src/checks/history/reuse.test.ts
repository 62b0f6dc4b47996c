import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { blocked } from '../../../test/blocked.ts'
import { openTill, type Till } from '../../../test/money.ts'
import { ensureAccount } from '../../accounts/account-store.ts'
import type { Database } from '../../db/database.ts'
import { LeaseLostError } from '../../sessions/lease.ts'
import { checkById } from '../check-store.ts'
import { endAnyway } from '../leave-store.ts'
import { ensureProgress, finishList, progressOf } from '../reading/progress-store.ts'
import { membersOf } from '../result/compare.ts'
import { countMembers } from '../result/members.ts'
import { deleteOldLists } from '../retention.ts'
import { lockSeries } from './fold.ts'
import { keptLists } from './kept-list.ts'
import { reuseLists } from './reuse.ts'

const never = (): AbortSignal => new AbortController().signal
const DAY_MS = 24 * 3_600_000
const TARGET = '77'
const PEOPLE = 12
const EXACT = { completeness: { confidence: 'exact' }, presentFrom: 1, present: PEOPLE } as const
const READING = { reuseMs: DAY_MS, cursorTrustMs: DAY_MS }
const CANCELLED = { state: 'cancelled', ending: { kind: 'cancelled' } } as const

test('a list is not finished any more by whoever is just losing its check', async () => {
  const till = await openTill()
  const shop = await Shop.open(till)
  const check = await shop.reading('ada.one')
  const { followers } = await progressOf(till, check.checkId)
  const { finishing } = await till.db.transaction().execute(async (db) => {
    await endAnyway({ db }, check.checkId, CANCELLED)
    const finishing = finishList(till, check, followers, EXACT).catch((error: unknown) => error)
    await blocked(till)
    // Wrapped, or it would be awaited here.
    return { finishing }
  })
  expect(await finishing).toBeInstanceOf(LeaseLostError)
  // What was left is the next one's, and it can be finished there.
  const next = await shop.reading('ada.two', { pages: 0 })
  expect(await shop.reuse(till.db, next)).toBe(true)
  const left = (await progressOf(till, next.checkId)).followers
  expect(left).toMatchObject({ fetched: PEOPLE, reusedFrom: check.checkId })
  await finishList(till, next, left, EXACT)
  expect(await shop.people(next.checkId)).toBe(PEOPLE)
})

test('a list that another check is just given is not deleted as too old', async () => {
  const till = await openTill()
  const shop = await Shop.open(till)
  const old = await shop.complete('ada.one')
  await sql`
    update checks set finished_at = finished_at - interval '3 days' where id = ${old}
  `.execute(till.db)
  const next = await shop.reading('ada.two', { pages: 0 })
  const { deleting } = await till.db.transaction().execute(async (db) => {
    expect(await shop.reuse(db, next)).toBe(true)
    const deleting = deleteOldLists(till, 2 * DAY_MS, never())
    await blocked(till)
    return { deleting }
  })
  expect(await deleting).toBe(1)
  expect(await shop.people(next.checkId)).toBe(PEOPLE)
})

test('a list onto which an older one is just being folded is not deleted', async () => {
  const till = await openTill()
  const shop = await Shop.open(till)
  const older = await shop.complete('ada.one')
  const newer = await shop.complete('ada.two')
  await sql`
    update checks set finished_at = finished_at - interval '3 days' where id = ${newer}
  `.execute(till.db)
  const { number } = await checkById(till, newer)
  const { deleting } = await till.db.transaction().execute(async (db) => {
    await lockSeries({ db }, { number, list: 'followers' })
    await sql`
      update snapshots set folded_at = evercheck_now() where list = 'followers' and place = 1
    `.execute(db)
    const deleting = deleteOldLists(till, 2 * DAY_MS, never())
    await blocked(till)
    return { deleting }
  })
  expect(await deleting).toBe(1)
  expect(await shop.people(older)).toBe(PEOPLE)
})

test('no check is completed without its lists, and none loses them while they are kept', async () => {
  const till = await openTill()
  const shop = await Shop.open(till)
  const { checkId } = await shop.reading('ada.one')
  const completing = () =>
    endAnyway(till, checkId, { state: 'completed', ending: { kind: 'complete' } })
  await expect(completing()).rejects.toThrow('0 of its lists were read')
  const complete = await shop.complete('ada.two')
  const deleting = () =>
    sql`delete from check_progress where check_id = ${complete}`.execute(till.db)
  await expect(deleting()).rejects.toThrow('a result that is kept')
  await sql`
    update checks set lists_deleted_at = evercheck_now() where id = ${complete}
  `.execute(till.db)
  await deleting()
  await sql`delete from checks where id = ${complete}`.execute(till.db)
})

type Claim = { readonly checkId: string; readonly fence: string }

/** One customer's checks of one profile. */
class Shop {
  readonly #till: Till
  readonly #customerId: string
  readonly #accountId: string

  private constructor(till: Till, customerId: string, accountId: string) {
    this.#till = till
    this.#customerId = customerId
    this.#accountId = accountId
  }

  static async open(till: Till): Promise<Shop> {
    const account = await ensureAccount(till, 'keeper', null)
    return new Shop(till, await till.customer('bakery', 1000), account.id)
  }

  /** A check that has read all of its followers, and not yet finished them. */
  async reading(target: string, { pages } = { pages: 1 }): Promise<Claim> {
    const till = this.#till
    const checkId = await till.ordered(this.#customerId, target)
    await sql`
      update checks
      set state = 'running', fence = 1, holder = 1, target_pk = ${TARGET}::bigint, reuses = true
      where id = ${checkId}
    `.execute(till.db)
    await ensureProgress(till, checkId)
    if (pages > 0) await this.#read(checkId)
    return { checkId, fence: '1' }
  }

  async #read(checkId: string): Promise<void> {
    const { db } = this.#till
    await sql`
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select pk, 'person' || pk, '', false, false, evercheck_now()
      from generate_series(1, ${PEOPLE}::integer) as pk
      on conflict do nothing
    `.execute(db)
    await sql`
      insert into check_members (check_number, list, pk, pass)
      select checks.number, 'followers', pk, 1
      from checks, generate_series(1, ${PEOPLE}::integer) as pk
      where checks.id = ${checkId}
    `.execute(db)
    await sql`
      update check_progress
      set pages = 1, fetched = ${PEOPLE}, expected = ${PEOPLE}, pass_people = ${PEOPLE},
        pass_end = 'end', account_id = ${this.#accountId}, last_update_at = evercheck_now()
      where check_id = ${checkId} and list = 'followers'
    `.execute(db)
  }

  /** A check that has come to its end. */
  async complete(target: string): Promise<string> {
    const claim = await this.reading(target)
    const { followers, following } = await progressOf(this.#till, claim.checkId)
    await finishList(this.#till, claim, followers, EXACT)
    await finishList(this.#till, claim, following, { ...EXACT, present: 0 })
    const end = { state: 'completed', ending: { kind: 'complete' } } as const
    await endAnyway(this.#till, claim.checkId, end)
    return claim.checkId
  }

  async reuse(db: Database, claim: Claim): Promise<boolean> {
    const check = { ...(await checkById({ db }, claim.checkId)), targetPk: TARGET }
    return reuseLists({ db, reading: READING }, claim, check, this.#accountId)
  }

  /** How many people are found where a check has its followers. */
  async people(checkId: string): Promise<number> {
    const { number } = await checkById(this.#till, checkId)
    const { followers } = await keptLists(this.#till, number)
    return countMembers(this.#till, membersOf(followers))
  }
}
