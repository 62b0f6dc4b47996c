import { inject } from 'vitest'
import { makeTurnedDatabase, type TestDatabase } from './turned-databases.ts'

export type { TestDatabase } from './turned-databases.ts'

/** Makes a database in no time, on the server that all test files share. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  return makeTurnedDatabase(await shared('postgres'), await shared('clocks'))
}

/** The server's URL, or the folder of its clocks. */
async function shared(kind: 'postgres' | 'clocks'): Promise<string> {
  const answer = await fetch(`${inject('sharedDatabases')}/${kind}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`the ${kind} database of the tests did not start: ${text}`)
  return text
}
