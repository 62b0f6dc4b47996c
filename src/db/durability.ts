import { sql } from 'kysely'
import type { Database } from './database.ts'

/** What promises that a commit outlives a power cut. */
const PROMISES: Readonly<Record<string, RegExp>> = {
  fsync: /^on$/,
  synchronous_commit: /^(on|local|remote_write|remote_apply)$/,
  full_page_writes: /^on$/,
}

/** The settings of a server that break that promise, as the server itself tells them. */
export async function brokenPromises(context: {
  readonly db: Database
}): Promise<readonly string[]> {
  const names = Object.keys(PROMISES)
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name = any(${names})`.execute(context.db)
  return rows
    .filter(({ name, setting }) => !PROMISES[name]?.test(setting))
    .map(({ name, setting }) => `${name} = ${setting}`)
}
