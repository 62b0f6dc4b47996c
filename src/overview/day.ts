import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'

/** What the last 24 hours came to. */
export type DayInFigures = {
  readonly done: number
  readonly failed: number
  /** Checks that have not ended. */
  readonly open: number
  readonly customersNew: number
  readonly starsPaid: number
  readonly logins: number
  /** Results that their customers have called wrong. */
  readonly feedbackWrong: number
}

const DAY_MS = 24 * 3_600_000

/** Counts what happened within the last 24 hours. One statement. */
export async function dayInFigures(context: { readonly db: Database }): Promise<DayInFigures> {
  const since = ago(DAY_MS)
  const found = await sql<DayInFigures>`
    select
      (select count(*) from checks where state = 'completed' and finished_at > ${since})::integer
        as done,
      (select count(*) from checks where state = 'failed' and finished_at > ${since})::integer
        as failed,
      (select coalesce(sum(open_count), 0) from customers)::integer as open,
      (select count(*) from customers where created_at > ${since})::integer as "customersNew",
      (select coalesce(sum(amount), 0) from payments where state = 'paid' and paid_at > ${since})
        ::integer as "starsPaid",
      (select count(*) from session_refreshes where form_sent and started_at > ${since})::integer
        as logins,
      (select count(*) from check_feedback where not is_right and at > ${since})::integer
        as "feedbackWrong"
  `.execute(context.db)
  const [row] = found.rows
  if (!row) throw new Error('counting gives a row')
  return row
}
