import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openHall } from '../../test/choice-hall.ts'
import { LeaseLostError } from '../sessions/lease.ts'
import { closeTo, endAnyway } from './leave-store.ts'
import { savePage } from './reading/page-store.ts'
import { ensureProgress, progressOf } from './reading/progress-store.ts'

describe('whose turn it is', () => {
  test('who is known to see a target that seems closed is asked before all others', async () => {
    const hall = await openHall(1)
    await hall.accounts(6)
    for (const at of [0, 1, 2, 3, 4, 5]) await hall.logIn(`acc.${at}`)
    await hall.checks('earlier', 1)
    await endAnyway(hall, 'earlier.0', { state: 'cancelled', ending: { kind: 'cancelled' } })
    await sql`
      insert into check_progress (check_id, list, status, account_id, fetched, last_update_at)
      values ('earlier.0', 'followers', 'in_progress', 'acc.4', 5, evercheck_now())
    `.execute(hall.db)
    await sql`update instagram_accounts set username = 'target0' where id = 'acc.5'`.execute(
      hall.db,
    )
    await hall.checks('house', 1)
    await hall.checks('other', 1)
    await sql`update customers set turn = turn + 9 where id = 'house'`.execute(hall.db)
    await hall.set('house.0', "closed_to = '{acc.0}', closed_why = 'private'")
    await hall.set('house.0', "closed_at = evercheck_now(), hoped_for = '{acc.4,acc.5}'")
    await hall.set('other.0', "target_username = 'another'")
    const asked: string[] = []
    for (;;) {
      const pair = await hall.take()
      if (pair === null) break
      const { accountId } = pair.lease
      if (pair.claim.checkId === 'house.0') {
        asked.push(accountId)
        await closeTo(hall, pair.claim, { pages: 0 }, { accountId, why: 'private' })
      }
      if (pair.claim.checkId === 'house.0') await hall.give(pair)
    }
    expect(asked).toEqual(['acc.4', 'acc.5'])
  })

  test('where who is known to see a target has stopped or rests, others are asked meanwhile', async () => {
    const hall = await openHall(1)
    await hall.accounts(4)
    for (const at of [0, 1, 2, 3]) await hall.logIn(`acc.${at}`)
    await hall.checks('house', 1)
    await hall.set('house.0', "closed_to = '{acc.0}', hoped_for = '{acc.2,acc.3}'")
    await hall.rest('acc.2', '20 minutes')
    await sql`update instagram_accounts set standing = 'failing' where id = 'acc.3'`.execute(
      hall.db,
    )
    expect((await hall.take())?.lease.accountId).toBe('acc.1')
  })

  test('an account walks through the lists of a target for one order at a time', async () => {
    const hall = await openHall(1)
    await hall.accounts(2)
    for (const at of [0, 1]) await hall.logIn(`acc.${at}`)
    await hall.checks('one', 1)
    await hall.checks('other', 2)
    await hall.set('one.0', "bound_to = 'acc.0'")
    await hall.set('other.0', 'is_in_front = true')
    const mine: (string | undefined)[] = []
    await hall.rest('acc.1', '1 minute')
    for (let slice = 0; slice < 4; slice += 1) {
      const pair = await hall.take()
      mine.push(pair?.claim.checkId)
      await hall.give(pair)
    }
    expect(new Set(mine)).toEqual(new Set(['one.0', 'other.1']))
    await hall.rest('acc.1', '-1 minute')
    const pairs = [await hall.take(), await hall.take()]
    expect(pairs.find((pair) => pair?.claim.checkId === 'other.0')?.lease.accountId).toBe('acc.1')
    for (const pair of pairs) await hall.give(pair)
    await hall.set('one.0', 'bound_to = null')
    await hall.rest('acc.1', '1 minute')
    expect((await hall.take())?.claim.checkId).toBe('other.0')
  })

  test('an order waits for no walk that nobody has ordered, which waits for the order', async () => {
    const hall = await openHall(1)
    await hall.accounts(1)
    await hall.logIn('acc.0')
    await hall.checks('one', 1)
    await hall.checks('other', 1)
    await hall.set('one.0', "bound_to = 'acc.0', purpose = 'watch'")
    expect((await hall.take())?.claim.checkId).toBe('other.0')
  })
})

test('whoever still holds his account saves no page of a check that another one has taken up', async () => {
  const hall = await openHall(1)
  await hall.accounts(2)
  await hall.checks('house', 1)
  const first = await hall.take()
  await ensureProgress(hall, 'house.0')
  // His login took longer than the check was his, and he holds the account for it.
  await hall.set('house.0', "state = 'queued', holder = null, holder_until = null")
  const second = await hall.take()
  assert(first && second)
  expect(second.lease.accountId).not.toBe(first.lease.accountId)
  const { followers: progress } = await progressOf(hall, 'house.0')
  const person = { fullName: '', isPrivate: false, isVerified: false }
  const page = {
    people: [{ pk: '1', username: 'somebody', ...person }],
    askedAt: new Date(),
    nextCursor: 'next',
    cursorTrustMs: 3_600_000,
    passEnd: null,
    effort: { requests: 1, logins: 0 },
  }
  await expect(savePage(hall, { ...first, progress }, page)).rejects.toThrow(LeaseLostError)
  expect((await progressOf(hall, 'house.0')).followers).toEqual(progress)
  const saved = await savePage(hall, { ...second, progress }, page)
  expect(saved.progress.fetched).toBe(1)
})
