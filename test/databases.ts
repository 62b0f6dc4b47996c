import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { type MadeDatabase, type TestDatabase, turnBy } from './turned-databases.ts'

export type { TestDatabase } from './turned-databases.ts'

/** Makes a database in no time, on the server that all test files share. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  const { name, url, clock } = JSON.parse(await ask('make')) as MadeDatabase
  return { url, turn: turnBy(clock), drop: async () => void (await ask(`drop/${name}`)) }
}

/**
 * Asks the process that all workers share, which has connections to that server. Nothing of it is
 * left open here, where what a trial leaves behind is counted.
 */
async function ask(what: string): Promise<string> {
  const asking = get(`${inject('sharedDatabases')}/${what}`, { agent: false })
  const closed = once(asking, 'close')
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const said = await text(answer)
  await closed
  if (answer.statusCode !== 200) throw new Error(`the tests' PostgreSQL: ${said}`)
  return said
}
