import { sql } from 'kysely'
import type { Database, OpenDatabase } from '../../db/database.ts'
import { brokenPromises } from '../../db/durability.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Meaning } from '../../words/finding-meaning.ts'
import type { Note } from '../../words/notes.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'

/** A clock that is off by more than that is wrong. */
export const SKEW_MS_MAX = 2000

/** Where the data lies, how it is reached, and whether it is safe there. `notes` are of its opening. */
export function lookAtDatabase(database: OpenDatabase, notes: readonly Note[]): Look {
  return {
    what: 'database',
    findings: async () => [
      ...notes.map((note) => careful('database', { code: 'note', note })),
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
      const settings = await brokenPromises(context)
      return settings.length === 0 ? [] : [careful('database', { code: 'durability', settings })]
    },
  }
}

function pooler({ liveness }: OpenDatabase): readonly Finding[] {
  return liveness === 'beat' ? [careful('database', { code: 'pooler' })] : []
}

function whereItIs({ place }: OpenDatabase): Meaning {
  return place === null ? { code: 'database-yours' } : { code: 'database-embedded', ...place }
}

/** Whether this machine and the database agree what time it is. */
export function lookAtClock(context: { readonly db: Database; readonly clock: Clock }): Look {
  return {
    what: 'clock',
    async findings() {
      const found = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(context.db)
      const theirs = found.rows[0]?.now.getTime() ?? 0
      const skewMs = Math.abs(context.clock.now().getTime() - theirs)
      if (skewMs <= SKEW_MS_MAX) return [well('clock', { code: 'clock-agrees' })]
      return [broken('clock', { code: 'clock-differs', seconds: Math.round(skewMs / 1000) })]
    },
  }
}
