import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { schemaState } from '../db/schema-state.ts'
import { type HealthAnswer, type HealthRoutes, TEXT } from './listener.ts'

/** What a process is there for, and whether it does that now. */
export type RolesUp = () => Readonly<Record<string, boolean>>

/**
 * `/healthz`: this process runs. `/readyz`: it can do what it is there for, as JSON: its database
 * answers, every migration that it knows is applied, and all of its roles are up; 503 while not.
 */
export function probes(context: { readonly db: Database }, roles: RolesUp): HealthRoutes {
  return {
    '/healthz': () => ({ status: 200, type: TEXT, body: 'ok\n' }),
    '/readyz': async () => {
      try {
        await sql`select 1`.execute(context.db)
        const migrations = await schemaState(context)
        const up = roles()
        const ready = migrations.missing.length === 0 && Object.values(up).every((is) => is)
        return answer(ready, { database: 'answers', migrations, roles: up })
      } catch {
        return answer(false, { database: 'does not answer', migrations: null, roles: roles() })
      }
    },
  }
}

function answer(ready: boolean, said: Readonly<Record<string, unknown>>): HealthAnswer {
  const body = `${JSON.stringify({ ready, ...said })}\n`
  return { status: ready ? 200 : 503, type: 'application/json; charset=utf-8', body }
}
