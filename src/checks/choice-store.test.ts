import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openHall } from '../../test/choice-hall.ts'
import { openDatabase } from '../db/database.ts'
import { newHolder } from '../kernel/ids.ts'
import { freeWhatIsOver, nextPair } from './choice-store.ts'
import { closeTo, endAnyway } from './leave-store.ts'
import { openCheck } from './order.ts'

const ANY = { only: null, without: [] }
const LEASE_MS = 300_000

describe('the choice', () => {
  test('twenty free accounts asked for twenty times at once are twenty slices', async () => {
    const hall = await openHall(20)
    await hall.accounts(20)
    await hall.checks('house', 30)
    const pairs = await Promise.all(Array.from({ length: 20 }, () => hall.take()))
    expect(new Set(pairs.map((pair) => pair?.lease.accountId)).size).toBe(20)
    expect(new Set(pairs.map((pair) => pair?.claim.checkId)).size).toBe(20)
    expect(await hall.take()).toBeNull()
  })

  test('a thousand checks of one customer do not starve one of another', async () => {
    const hall = await openHall(1)
    await hall.accounts(3)
    await hall.checks('many', 1000)
    await hall.take()
    await hall.checks('one', 1)
    const taken = [await hall.take(), await hall.take()]
    expect(taken.map((pair) => pair?.claim.checkId)).toContain('one.0')
  })

  test('of the customer whose turn it is, the check with least left is read', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 3)
    await hall.set('house.0', 'left_count = 900')
    await hall.set('house.1', 'left_count = 20')
    await hall.set('house.2', 'left_count = 300')
    expect((await hall.take())?.claim.checkId).toBe('house.1')
    expect((await hall.take())?.claim.checkId).toBe('house.2')
  })

  test('an order that was put in front goes first, whoever it belongs to', async () => {
    const hall = await openHall(1)
    await hall.accounts(1)
    await hall.checks('one', 2)
    await hall.checks('other', 2)
    await hall.set('other.1', 'is_in_front = true')
    expect((await hall.take())?.claim.checkId).toBe('other.1')
  })

  test('a pass stays with its account while that rests for a little, and not for longer', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 1)
    await hall.set('house.0', "bound_to = 'acc.0'")
    await hall.rest('acc.0', '50 minutes')
    expect(await hall.take()).toBeNull()
    await hall.rest('acc.0', '70 minutes')
    await freeWhatIsOver(hall)
    expect((await hall.take())?.lease.accountId).toBe('acc.1')
  })

  test('a pass is let go of as soon as its account may not read the check any more', async () => {
    const hall = await openHall(1)
    await hall.accounts(3)
    await hall.checks('house', 2)
    for (const check of ['house.0', 'house.1']) await hall.set(check, "bound_to = 'acc.0'")
    await hall.set('house.0', "asked_account_id = 'acc.1'")
    await hall.set('house.1', "closed_to = '{acc.0}'")
    for (const account of ['acc.1', 'acc.2']) await hall.logIn(account)
    await freeWhatIsOver(hall)
    const pairs = [await hall.take(), await hall.take()]
    const taken = pairs.map((pair) => [pair?.claim.checkId, pair?.lease.accountId])
    expect(taken.sort()).toEqual([
      ['house.0', 'acc.1'],
      ['house.1', 'acc.2'],
    ])
  })

  test('an account that has asked as much as it may for the day keeps its pass', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 1)
    await hall.set('house.0', "bound_to = 'acc.0'")
    await hall.rest('acc.0', '20 hours', '{"kind":"paced"}')
    await freeWhatIsOver(hall)
    expect(await hall.take()).toBeNull()
  })

  test('at most four passes are open for an account; one whose cursor grows old goes first', async () => {
    const hall = await openHall(1)
    await hall.accounts(1)
    await hall.checks('house', 6)
    for (const each of [0, 1, 2, 3]) await hall.set(`house.${each}`, "bound_to = 'acc.0'")
    await hall.set('house.2', 'urgent_at = evercheck_now()')
    const first = await hall.take()
    expect(first?.claim.checkId).toBe('house.2')
    await hall.give(first)
    await hall.set('house.2', "urgent_at = evercheck_now() + interval '1 hour'")
    for (let slice = 0; slice < 12; slice += 1) {
      const pair = await hall.take()
      expect(['house.0', 'house.1', 'house.2', 'house.3']).toContain(pair?.claim.checkId)
      await hall.give(pair)
    }
  })

  test('accounts with a living session go first, and among them who was idle for longest', async () => {
    const hall = await openHall(1)
    await hall.accounts(3)
    await hall.logIn('acc.1')
    await hall.logIn('acc.2')
    await hall.checks('house', 3)
    const order = []
    for (let slice = 0; slice < 3; slice += 1) order.push((await hall.take())?.lease.accountId)
    expect(order).toEqual(['acc.1', 'acc.2', 'acc.0'])
  })

  test('no account is logged in to hear once more that a target is closed', async () => {
    const hall = await openHall(1)
    await hall.accounts(3)
    await hall.logIn('acc.0')
    await hall.logIn('acc.1')
    await hall.checks('house', 1)
    await hall.set('house.0', "closed_to = '{acc.0}', closed_why = 'gone'")
    const pair = await hall.take()
    expect(pair?.lease.accountId).toBe('acc.1')
    await hall.give(pair)
    await hall.set('house.0', "closed_to = '{acc.0,acc.1}'")
    expect(await hall.take()).toBeNull()
  })

  test('after three have said that a target is closed, only who is known to see it is asked', async () => {
    const hall = await openHall(1)
    await hall.accounts(6)
    for (const at of [0, 1, 2, 3, 4, 5]) await hall.logIn(`acc.${at}`)
    await hall.checks('earlier', 1)
    await endAnyway(hall, 'earlier.0', { state: 'cancelled', ending: { kind: 'cancelled' } })
    await hall.checks('house', 1)
    await sql`
      insert into check_progress (check_id, list, status, account_id, fetched, last_update_at)
      values ('earlier.0', 'followers', 'in_progress', 'acc.4', 5, evercheck_now())
    `.execute(hall.db)
    const asked: (string | undefined)[] = []
    await hall.rest('acc.4', '1 minute')
    for (;;) {
      const pair = await hall.take()
      if (asked.length === 3) await hall.rest('acc.4', '-1 minute')
      if (pair === null && asked.length === 3) continue
      if (pair === null) break
      const { accountId } = pair.lease
      asked.push(accountId)
      await closeTo(hall, pair.claim, { pages: 0 }, { accountId, why: 'private' })
      await hall.give(pair)
    }
    expect(asked).toEqual(['acc.0', 'acc.1', 'acc.2', 'acc.4'])
  })

  test('an account that has read of a target is logged in to go on, whoever it is closed to', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 1)
    await hall.set('house.0', "closed_to = '{acc.0}', closed_why = 'private'")
    expect(await hall.take()).toBeNull()
    await sql`
      insert into check_progress (check_id, list, status, account_id, fetched, last_update_at)
      values ('house.0', 'followers', 'in_progress', 'acc.1', 5, evercheck_now())
    `.execute(hall.db)
    expect((await hall.take())?.lease.accountId).toBe('acc.1')
  })

  test('an account that another order names is asked, whatever others say or have said', async () => {
    const hall = await openHall(1)
    await hall.accounts(3)
    await hall.checks('house', 2)
    await hall.set('house.1', "closed_to = '{acc.1}', closed_why = 'private'")
    const pair = await hall.take()
    assert(pair)
    for (const target of ['target0', 'target1']) {
      const order = { customerId: 'house', target, patienceMs: 1000, inFront: false }
      await openCheck(hall, { ...order, accountId: 'acc.2' })
    }
    const { accountId } = pair.lease
    await closeTo(hall, pair.claim, { pages: 0 }, { accountId, why: 'private' })
    const said = await sql`select closed_to, closed_why, closed_at from checks order by id`.execute(
      hall.db,
    )
    const nothing = { closed_to: [], closed_why: null, closed_at: null }
    expect(said.rows).toEqual([nothing, nothing])
  })

  test('an order that names its account is read by nobody else', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 1)
    await hall.set('house.0', "asked_account_id = 'acc.1'")
    expect((await hall.take())?.lease.accountId).toBe('acc.1')
  })

  test('only the one check is taken where only that is asked for', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 3)
    const only = { only: 'house.2', without: ['acc.0'] }
    expect(await nextPair(hall, LEASE_MS, only)).toMatchObject({
      claim: { checkId: 'house.2' },
      lease: { accountId: 'acc.1' },
    })
    expect(await nextPair(hall, LEASE_MS, only)).toBeNull()
  })

  test('what a dead process held is free at once, and a login under way only after silence', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    await hall.checks('house', 2)
    const dead = await openDatabase({ ...hall.options, holder: newHolder() })
    await dead.announce()
    const [one, other] = [await nextPair(dead, LEASE_MS, ANY), await nextPair(dead, LEASE_MS, ANY)]
    await sql`
      update instagram_accounts set login_since = evercheck_now()
      where id = ${other?.lease.accountId}
    `.execute(hall.db)
    // Killed, it leaves its last beat behind.
    await sql`update holders set holder = -holder where holder = ${dead.holder}`.execute(hall.db)
    await dead.close()
    await sql`update holders set holder = -holder where holder < 0`.execute(hall.db)
    await freeWhatIsOver(hall)
    expect((await hall.take())?.lease.accountId).toBe(one?.lease.accountId)
    expect(await hall.take()).toBeNull()
    await sql`update holders set beat_at = beat_at - interval '31 seconds'`.execute(hall.db)
    await freeWhatIsOver(hall)
    expect((await hall.take())?.lease.accountId).toBe(other?.lease.accountId)
  })

  test('a customer without anything in line costs nothing, whoever comes and goes', async () => {
    const hall = await openHall(1)
    await hall.accounts(1)
    await hall.checks('house', 2)
    const pair = await hall.take()
    await hall.set('house.1', "bound_to = 'acc.0'")
    expect(await hall.counts('house')).toEqual({ waiting_count: 0, open_count: 2 })
    await hall.give(pair)
    expect(await hall.counts('house')).toEqual({ waiting_count: 1, open_count: 2 })
    await sql`delete from checks`.execute(hall.db)
    expect(await hall.counts('house')).toEqual({ waiting_count: 0, open_count: 0 })
  })
})
