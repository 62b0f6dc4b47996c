import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import { Closers } from '../src/kernel/closers.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { freshDatabase, type PostgresServer, startPostgres } from './postgres.ts'
import { makeOwnFolder, quickFolder, removeFoldersOfTheDead } from './quick-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `test/databases.ts` asks for what all test files share. */
    sharedDatabases: string
  }
}

/** A database with the schema and nothing in it, from which others are copied. */
export const TEMPLATE = 'evercheck_template'

/**
 * One PostgreSQL server for all test files. It is made when the first test asks for it: most runs
 * of single files never do.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeFoldersOfTheDead()
  const closers = new Closers()
  const shared: Record<string, Promise<string> | undefined> = {}
  const shareOf = (name: string): Promise<string> | undefined => {
    const make = makers[name]
    if (make) shared[name] ??= make()
    return shared[name]
  }
  const makers: Record<string, () => Promise<string>> = {
    '/postgres': async () => makePostgres(closers, (await shareOf('/clocks')) ?? ''),
    '/clocks': () => makeClocks(closers),
  }
  const server = createServer((request, response) => {
    const made = shareOf(request.url ?? '')
    if (!made) return response.writeHead(404).end()
    return made.then(
      (where) => response.end(where),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  closers.add('starter', () => closed(server))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens always has an address with a port.
  const { port } = server.address() as AddressInfo
  project.provide('sharedDatabases', `http://127.0.0.1:${port}`)
  return async () => {
    await Promise.allSettled(Object.values(shared))
    await closers.close()
  }
}

async function makePostgres(closers: Closers, clocks: string): Promise<string> {
  const server: PostgresServer = await startPostgres({ durable: false, below: await quickFolder() })
  closers.add('PostgreSQL', () => server.close())
  await migrateAt(await freshDatabase(server.url, TEMPLATE), `'${clocks}/' || current_database()`)
  return server.url
}

/** A folder with a file for every database whose time is turned; the server's user reads them. */
async function makeClocks(closers: Closers): Promise<string> {
  const folder = await makeOwnFolder(await quickFolder(), 'clocks')
  closers.add('clocks', () => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  return folder
}

/**
 * Makes the schema, with a time that tests can turn: it is read from `clockFile`, an expression; as
 * long as there is no such file it is the real one.
 */
async function migrateAt(url: string, clockFile: string): Promise<void> {
  const options = { url, dataFolder: '', holder: newHolder(), connectionsMax: 1 }
  const database = await openDatabase(options)
  try {
    await migrate(database)
    await sql`
      create or replace function evercheck_now() returns timestamptz
      language sql stable as $$
        select coalesce(
          pg_read_file(${sql.raw(clockFile)}, 0, 100, true)::timestamptz, statement_timestamp())
      $$`.execute(database.db)
  } finally {
    await database.close()
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
