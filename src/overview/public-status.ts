import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Whether checks are being read, as everybody may know it. */
export type PublicStatus = {
  /** `slow`: all accounts rest for now. `paused`: nothing is read until somebody acts. */
  readonly state: 'working' | 'slow' | 'paused'
  readonly at: Date
}

/** Names nobody, and counts nothing that tells of customers. */
export async function publicStatus(context: { readonly db: Database }): Promise<PublicStatus> {
  const found = await sql<{
    at: Date
    is_worked: boolean
    has_account: boolean
    is_ready: boolean
  }>`
    select evercheck_now() as at,
      exists (
        select 1 from holders where 'work' = any (roles) and holder_lives(holder)
      ) as is_worked,
      exists (select 1 from instagram_accounts where standing = 'active') as has_account,
      exists (
        select 1 from instagram_accounts
        where standing = 'active' and ready_at <= evercheck_now()
      ) as is_ready
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) throw new Error('a query without a table has one row')
  const { at, is_worked, has_account, is_ready } = row
  if (!is_worked || !has_account) return { state: 'paused', at }
  return { state: is_ready ? 'working' : 'slow', at }
}
