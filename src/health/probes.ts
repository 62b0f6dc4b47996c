import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { type HealthRoutes, TEXT } from './listener.ts'

/**
 * `/healthz`: this process runs. `/readyz`: it also reaches its database, so that it can do
 * something; 503 while it does not.
 */
export function probes(context: { readonly db: Database }): HealthRoutes {
  return {
    '/healthz': () => ({ status: 200, type: TEXT, body: 'ok\n' }),
    '/readyz': async () => {
      try {
        await sql`select 1`.execute(context.db)
        return { status: 200, type: TEXT, body: 'ready\n' }
      } catch {
        return { status: 503, type: TEXT, body: 'the database does not answer\n' }
      }
    },
  }
}
