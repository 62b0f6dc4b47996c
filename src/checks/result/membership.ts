import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Check } from '../check.ts'
import { keptLists } from '../history/kept-list.ts'
import { confidenceOf } from '../reading/progress.ts'
import { progressOf } from '../reading/progress-store.ts'
import { membersOf } from './compare.ts'

/** Whether somebody of that name follows; `not-known` where the list is not complete. */
export type Membership = {
  readonly username: string
  readonly follows: 'yes' | 'no' | 'not-known'
}

/**
 * Which of these names follow the target of a check, as it has read them; in the order of the
 * names. Whoever is not in an incomplete list may follow all the same.
 */
export async function whoFollows(
  context: { readonly db: Database },
  check: Check,
  usernames: readonly string[],
): Promise<readonly Membership[]> {
  const confidence = confidenceOf((await progressOf(context, check.id)).followers)
  const isWhole = confidence === 'exact' || confidence === 'confirmed'
  const { from, where } = membersOf((await keptLists(context, check.number)).followers)
  const found = await sql<{ username: string }>`
    select p.username
    from ${from}
    join profiles p on p.pk = m.pk
    where ${where} and p.username = any(${[...new Set(usernames)]}::text[])
  `.execute(context.db)
  const followers = new Set(found.rows.map(({ username }) => username))
  return usernames.map((username) => ({
    username,
    follows: followers.has(username) ? 'yes' : isWhole ? 'no' : 'not-known',
  }))
}
