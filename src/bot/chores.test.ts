import { Api, HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { openTill } from '../../test/money.ts'
import { compareDaily } from './chores.ts'

test('Stars are compared once a day, also where Telegram was away at the time', async () => {
  const till = await openTill()
  let [asked, isAway] = [0, true]
  const api = new Api('1:a')
  api.config.use((async () => {
    asked += 1
    if (isAway) throw new HttpError('away', new Error('cut'))
    return { ok: true, result: { transactions: [] } }
  }) as Parameters<typeof api.config.use>[0])
  const now = new Date('2026-11-26T04:30:00Z')
  const compare = () =>
    compareDaily({
      db: till.db,
      clock: { now: () => now },
      calls: { answer: api, result: api, progress: api },
      tell: () => undefined,
      kick: () => undefined,
      settings: { operators: [], temporaryFolder: '/nowhere' },
    })
  till.turn(new Date('2026-11-26T03:59:00Z'))
  await compare()
  expect(asked).toBe(0)
  till.turn(now)
  await expect(compare()).rejects.toThrow('away')
  isAway = false
  await compare()
  await compare()
  expect(asked).toBe(2)
})
