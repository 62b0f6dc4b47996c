import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { newId } from '../src/kernel/ids.ts'
import { TEMPLATE } from './global-setup.ts'
import { freshDatabase } from './postgres.ts'

/** A database of a test's own, with the schema and nothing in it. */
export type TestDatabase = {
  readonly url: string
  /** Turns the database's time: from the next statement on it is `now`, for every process. */
  readonly turn: (now: Date) => void
  /** Drops it. Rejects if there is still a connection: a leak. */
  drop(): Promise<void>
}

/** Makes a database in no time. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  const where = await shared('postgres')
  const name = newId('world')
  return {
    turn: turnBy(join(await shared('clocks'), name)),
    url: await freshDatabase(where, name, TEMPLATE),
    // The server waits some seconds for backends that are about to end.
    drop: () => command(where, `drop database ${name}`),
  }
}

/**
 * Written at once, because whoever has turned the clock may send a statement in the next line, and
 * put in its place whole, because another process may be reading it.
 */
function turnBy(file: string): TestDatabase['turn'] {
  return (now) => {
    writeFileSync(`${file}.new`, now.toISOString())
    renameSync(`${file}.new`, file)
  }
}

/** The server's URL, or the folder of its clocks. */
async function shared(kind: 'postgres' | 'clocks'): Promise<string> {
  const answer = await fetch(`${inject('sharedDatabases')}/${kind}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`the ${kind} database of the tests did not start: ${text}`)
  return text
}

async function command(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
