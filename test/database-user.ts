/**
 * A process that has the embedded database of the folder in its argument open. For each line of its
 * input it says how many processes the database knows to be alive; `close` ends it.
 */
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { openDatabase } from '../src/db/database.ts'
import { newHolder } from '../src/kernel/ids.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const dataFolder = process.argv[2] ?? ''
const database = await openDatabase({
  url: null,
  dataFolder,
  holder: newHolder(),
  connectionsMax: 2,
})
say('open')
for await (const _ of createInterface({ input: process.stdin })) {
  await sql<{ alive: string }>`
    select count(*) as alive from pg_locks where locktype = 'advisory'`
    .execute(database.db)
    .then(
      ({ rows }) => say(rows[0]?.alive ?? 'none'),
      (error: Error) => say(`lost: ${error.message}`),
    )
}
await database.close()
say('closed')
