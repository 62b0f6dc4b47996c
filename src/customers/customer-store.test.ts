import { expect, test } from 'vitest'
import { openTill } from '../../test/money.ts'
import { checkedChat, telegramIdentity } from './customer.ts'
import { changeCustomer, createCustomer, makePseudonym } from './customer-store.ts'

const ANNA = { name: 'Anna', language: 'en', zone: 'UTC', pays: true } as const

test('nobody is entered who is known as somebody else is, and that is said', async () => {
  const till = await openTill(1)
  await createCustomer(till, ANNA, [telegramIdentity(23)])
  await expect(createCustomer(till, ANNA, [telegramIdentity(23)])).rejects.toMatchObject({
    code: 'CUSTOMER_INVALID',
    message: 'There is a customer who is known as tg:23 already.',
  })
})

test('who was forgotten is called nothing any more, and whoever tries is told', async () => {
  const till = await openTill(1)
  const { id } = await createCustomer(till, ANNA)
  expect(await changeCustomer(till, id, { name: 'Anna B.' })).toMatchObject({ name: 'Anna B.' })
  await makePseudonym(till, id)
  await expect(changeCustomer(till, id, { name: 'Anna' })).rejects.toMatchObject({
    code: 'CUSTOMER_UNKNOWN',
  })
})

test('a chat is known by its number', () => {
  expect(checkedChat('481516')).toBe('481516')
  for (const typed of ['', '@anna', '-100', '0', '1e9', ' 1', '9'.repeat(17)]) {
    expect(() => checkedChat(typed)).toThrow(expect.objectContaining({ code: 'CUSTOMER_INVALID' }))
  }
})
