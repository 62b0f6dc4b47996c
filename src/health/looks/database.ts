import { sql } from 'kysely'
import type { Database, OpenDatabase } from '../../db/database.ts'
import { brokenPromises } from '../../db/durability.ts'
import type { Clock } from '../../kernel/clock.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'

/** A clock that is off by more than that is wrong. */
export const SKEW_MS_MAX = 2000

/** Where the data lies, how it is reached, and whether it is safe there. `notes` are of its opening. */
export function lookAtDatabase(database: OpenDatabase, notes: readonly string[]): Look {
  return {
    what: 'database',
    findings: async () => [
      ...notes.map((note) => careful('database', `${note}.`)),
      well('database', whereItIs(database)),
      ...(await lookAtDurability(database).findings()),
      ...pooler(database),
    ],
  }
}

/** Whether the server keeps what it has confirmed. */
export function lookAtDurability(context: { readonly db: Database }): Look {
  return {
    what: 'database',
    async findings() {
      const promises = await brokenPromises(context)
      if (promises.length === 0) return []
      const says = `A power cut may lose what was saved last: the server has ${promises.join(', ')}.`
      return [careful('database', says)]
    },
  }
}

function pooler({ liveness }: OpenDatabase): readonly Finding[] {
  if (liveness !== 'beat') return []
  const says =
    'There is a pooler in transaction mode on the way: that a process lives is known by its beats alone, half a minute late, and nobody is woken by a notification. Connect in session mode.'
  return [careful('database', says)]
}

function whereItIs({ place }: OpenDatabase): string {
  if (place === null) return 'The PostgreSQL of DATABASE_URL answers.'
  return `PostgreSQL in ${place.folder} answers. It runs while a command of Evercheck does, and any client of its owner or of root reaches it then: psql -h ${place.socketFolder} -U postgres, or ${place.address}`
}

/** Whether this machine and the database agree what time it is. */
export function lookAtClock(context: { readonly db: Database; readonly clock: Clock }): Look {
  return {
    what: 'clock',
    async findings() {
      const found = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(context.db)
      const theirs = found.rows[0]?.now.getTime() ?? 0
      const skewMs = Math.abs(context.clock.now().getTime() - theirs)
      if (skewMs <= SKEW_MS_MAX) return [well('clock', 'It agrees with the database.')]
      const says = `It differs from the database's by ${Math.round(skewMs / 1000)} s: switch on time synchronisation (NTP) on both. Two-factor codes and leases need it.`
      return [broken('clock', says)]
    },
  }
}
