import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { CREDITS_MAX, CreditsInvalidError } from './entry.ts'
import type { Price, Tariff } from './price.ts'

type Context = { readonly db: Database }

/** The prices that hold now. */
export async function currentTariff(context: Context): Promise<Tariff> {
  const rows = await context.db
    .selectFrom('prices')
    .select(['people_max', 'credits'])
    .orderBy(sql`people_max nulls last`)
    .execute()
  return rows.map((row) => ({ peopleMax: row.people_max, credits: row.credits }))
}

/**
 * Sets the price of a size. What is ordered already keeps the prices of its order. Durable when it
 * returns.
 * @throws CreditsInvalidError CREDITS_INVALID
 */
export async function setPrice(context: Context, { peopleMax, credits }: Price): Promise<void> {
  const sizes = peopleMax === null || (Number.isInteger(peopleMax) && peopleMax > 0)
  if (!sizes || !Number.isInteger(credits) || credits < 0 || credits > CREDITS_MAX) {
    throw new CreditsInvalidError(
      `A price is a whole number of credits from 0 to ${CREDITS_MAX}, for a number of people from 1.`,
    )
  }
  await sql`
    insert into prices (people_max, credits, set_at)
    values (${peopleMax}::integer, ${credits}, ${dbNow})
    on conflict (people_max) do update set credits = excluded.credits, set_at = excluded.set_at
  `.execute(context.db)
}

/** Takes the price of a size away. False when there was none. Durable when it returns. */
export async function removePrice(context: Context, peopleMax: number | null): Promise<boolean> {
  const removed = await sql`
    delete from prices where people_max is not distinct from ${peopleMax}::integer
  `.execute(context.db)
  return Number(removed.numAffectedRows ?? 0n) === 1
}
