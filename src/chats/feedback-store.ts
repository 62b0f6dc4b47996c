import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** So many characters of a complaint are kept. */
export const NOTE_MAX = 4000

/** Keeps whether a customer found a result right; what he says later takes the place of it. */
export async function keepFeedback(
  context: Context,
  feedback: {
    readonly checkId: string
    readonly customerId: string
    readonly isRight: boolean
    readonly note: string | null
  },
): Promise<void> {
  const { checkId, customerId, isRight, note } = feedback
  await sql`
    insert into check_feedback (check_id, customer_id, is_right, note, at)
    values (${checkId}, ${customerId}, ${isRight}, ${note?.slice(0, NOTE_MAX) ?? null}, ${dbNow})
    on conflict (check_id) do update
    set is_right = excluded.is_right, note = coalesce(excluded.note, check_feedback.note),
      at = excluded.at
    where check_feedback.customer_id = excluded.customer_id
  `.execute(context.db)
}
