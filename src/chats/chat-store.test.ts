import { expect, test } from 'vitest'
import { openTill } from '../../test/money.ts'
import { makePseudonym } from '../customers/customer-store.ts'
import { enterChat, friendsOf, inviterOf } from './chat-store.ts'

test('a friend has an inviter for as long as that one is known', async () => {
  const till = await openTill(1)
  const [anna, bob] = [await till.customer('Anna'), await till.customer('Bob')]
  await enterChat(till, { chatId: 2, customerId: bob, username: null, invitedBy: anna })
  expect(await inviterOf(till, bob)).toBe(anna)
  expect(await friendsOf(till, anna)).toEqual({ came: 1, checked: 0 })
  await makePseudonym(till, anna)
  expect(await inviterOf(till, bob)).toBeNull()
})
