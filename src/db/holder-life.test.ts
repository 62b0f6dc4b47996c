import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { makeTestDatabase } from '../../test/databases.ts'
import { newHolder } from '../kernel/ids.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

const CHANNELS = ['evercheck_one', 'evercheck_two', 'evercheck_three']

test('many begin to listen at once, all of them hear, and the driver warns of nothing', async () => {
  const made = await makeTestDatabase()
  const database = await openDatabase({
    url: made.url,
    dataFolder: '',
    holder: newHolder(),
    connectionsMax: 2,
  })
  const warnings: string[] = []
  const warned = ({ message }: Error) => void warnings.push(message)
  process.on('warning', warned)
  onTestFinished(async () => {
    process.off('warning', warned)
    await database.close()
    await made.drop()
  })
  await migrate(database)
  await database.announce()
  const heard = new Set<string>()
  for (const channel of CHANNELS) database.listen(channel, () => heard.add(channel))
  await database.describe({ roles: ['work'], version: 'test' })
  for (const channel of CHANNELS) await sql`select pg_notify(${channel}, '')`.execute(database.db)
  await expect.poll(() => [...heard].sort()).toEqual([...CHANNELS].sort())
  expect(warnings.filter((message) => message.includes('client.query()'))).toEqual([])
})
