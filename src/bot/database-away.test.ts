import { expect, test } from 'vitest'
import { openTill } from '../../test/money.ts'
import { isDatabaseAway } from './database-away.ts'

test('a database whose connection is cut in the middle of a statement is away', async () => {
  const till = await openTill()
  const client = await till.database.openClient()
  client.on('error', () => undefined)
  const asked = client.query('select pg_sleep(0.5)').then(
    () => null,
    (error: unknown) => error,
  )
  client.connection.stream.destroy()
  expect(await asked).toMatchObject({ message: 'Connection terminated unexpectedly' })
  expect(isDatabaseAway(await asked)).toBe(true)
  await client.end().catch(() => undefined)
})

test('what a statement says of itself is none of its doing', async () => {
  const till = await openTill(1)
  const client = await till.database.openClient()
  const error = await client.query('select 1/0').catch((thrown: unknown) => thrown)
  expect(isDatabaseAway(error)).toBe(false)
  await client.end()
})
