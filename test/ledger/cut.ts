import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import type { Till } from '../money.ts'
import type { Cut } from './history.ts'

/** Connections of their own, which the server cuts while something is done on them. */
export async function openCuts(till: Till, url: string, count: number): Promise<Cut> {
  const free: Kept[] = []
  const waiting: (() => void)[] = []
  for (let at = 0; at < count; at += 1) {
    const database = await openDatabase({
      url,
      dataFolder: '',
      holder: newHolder(),
      connectionsMax: 1,
    })
    onTestFinished(() => database.close())
    free.push({ db: database.db })
  }
  return async (act, random) => {
    while (free.length === 0) await new Promise<void>((resume) => waiting.push(resume))
    const kept = free.pop()
    if (!kept) return
    try {
      const pid = await pidOf(kept.db)
      const done = act(kept.db).catch(() => undefined)
      const turns = Math.floor(random.fraction() * 60)
      for (let turn = 0; turn < turns; turn += 1) await setImmediate()
      await sql`select pg_terminate_backend(${pid})`.execute(till.db)
      await done
    } finally {
      free.push(kept)
      waiting.shift()?.()
    }
  }
}

/** The pool notices a loss with the next statement, and has a new connection after it. */
async function pidOf(db: Till['db']): Promise<number> {
  for (let time = 0; time < 5; time += 1) {
    const found = await sql<{ pid: number }>`select pg_backend_pid() as pid`
      .execute(db)
      .catch(() => null)
    const pid = found?.rows[0]?.pid
    if (pid !== undefined) return pid
  }
  throw new Error('there is no connection')
}

type Kept = { readonly db: Till['db'] }
