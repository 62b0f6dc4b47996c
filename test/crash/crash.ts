import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type OpenDatabase, openDatabase } from '../../src/db/database.ts'
import { serverProcesses } from '../../src/db/embedded/postmaster.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { newHolder, type Random } from '../../src/kernel/ids.ts'

/** What killing a server came to. */
export type CrashResult = {
  readonly kills: number
  /** Rows whose insertion was acknowledged. */
  readonly acknowledged: number
  /** Those of them that are not there: none, or a promise is broken. */
  readonly missing: number
  /** From a kill to the next acknowledged row, in milliseconds. */
  readonly backAfterMs: readonly number[]
}

const WRITERS = 4
/** How long is written between two kills, at the most. */
const WRITING_MS_MAX = 300
const BACK_MS_MAX = 60_000

/**
 * Kills every process of the embedded server with `kill -9` while rows are inserted, `kills` times,
 * and counts the acknowledged rows that are missing. It is this process that starts it anew.
 */
export async function crash(options: {
  readonly dataFolder: string
  readonly kills: number
  readonly random: Random
  readonly tell: (kill: number, acknowledged: number) => void
}): Promise<CrashResult> {
  const { dataFolder, kills, random } = options
  const holder = newHolder()
  const database = await openDatabase({ url: null, dataFolder, holder, connectionsMax: WRITERS })
  try {
    await sql`create table crash (number bigint primary key)`.execute(database.db)
    const writers = new Writers(database)
    const backAfterMs: number[] = []
    for (let kill = 1; kill <= kills; kill += 1) {
      await systemClock.sleep(Math.round(random.fraction() * WRITING_MS_MAX))
      const pids = await serverProcesses(join(dataFolder, 'postgres'))
      assert(pids.length > 0, 'there is a server to kill')
      for (const pid of pids) killHard(pid)
      const killedAtMs = systemClock.now().getTime()
      await writers.untilAcknowledged()
      backAfterMs.push(systemClock.now().getTime() - killedAtMs)
      options.tell(kill, writers.acknowledged.length)
    }
    await writers.stop()
    const missing = await countMissing(database, writers.acknowledged)
    return { kills, acknowledged: writers.acknowledged.length, missing, backAfterMs }
  } finally {
    await database.close()
  }
}

/** Inserts rows, one statement each, for as long as it may, and remembers what was acknowledged. */
class Writers {
  readonly acknowledged: string[] = []
  readonly #database: OpenDatabase
  readonly #over = new AbortController()
  readonly #running: readonly Promise<void>[]
  #next = 0

  constructor(database: OpenDatabase) {
    this.#database = database
    this.#running = Array.from({ length: WRITERS }, () => this.#write())
  }

  /** Waits for a row that is begun from now on. */
  async untilAcknowledged(): Promise<void> {
    const from = this.#next
    for (let waitedMs = 0; waitedMs < BACK_MS_MAX; waitedMs += 5) {
      if (this.acknowledged.some((number) => Number(number) > from)) return
      await systemClock.sleep(5)
    }
    throw new Error('the server does not come back')
  }

  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#running)
  }

  async #write(): Promise<void> {
    while (!this.#over.signal.aborted) {
      this.#next += 1
      const number = String(this.#next)
      await sql`insert into crash (number) values (${number})`.execute(this.#database.db).then(
        () => void this.acknowledged.push(number),
        // Nobody has promised this one, though it may be there.
        () => systemClock.sleep(1),
      )
    }
  }
}

async function countMissing(
  { db }: OpenDatabase,
  acknowledged: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ missing: string }>`
    select count(*) as missing
    from unnest(${acknowledged}::bigint[]) as wanted (number)
    where not exists (select from crash where crash.number = wanted.number)`.execute(db)
  return Number(rows[0]?.missing)
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended because its parent has.
  }
}
