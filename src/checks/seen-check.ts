import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { gathered } from '../db/gathered.ts'
import type { List } from '../instagram/questions/operation.ts'
import { type Check, CheckUnknownError } from './check.ts'
import { checkRows, toCheck } from './check-store.ts'
import type { Progress } from './reading/progress.ts'
import { progressOfAll } from './reading/progress-store.ts'

/** A check and how far its lists are, as whoever follows it sees them. */
export type SeenCheck = {
  readonly check: Check
  readonly lists: Readonly<Record<List, Progress>>
}

/**
 * The check of that id with its lists. Those who follow checks ask again and again: whoever asks at
 * the same time is answered together.
 * @throws CheckUnknownError CHECK_UNKNOWN
 */
export async function seenCheck(
  context: { readonly db: Database },
  id: string,
): Promise<SeenCheck> {
  const seen = await seenChecks(context, id)
  if (!seen) throw new CheckUnknownError(`There is no check ${id}.`)
  return seen
}

const seenChecks = gathered(async ({ db }, ids: readonly string[]) => {
  const rows = checkRows({ db }).where(sql<boolean>`id = any(${[...ids]}::text[])`)
  const [checks, lists] = await Promise.all([rows.execute(), progressOfAll({ db }, ids)])
  return new Map(checks.map((row) => [row.id, { check: toCheck(row), lists: lists(row.id) }]))
})
