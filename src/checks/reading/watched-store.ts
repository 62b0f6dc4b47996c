import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { CheckState } from '../check.ts'

/** How far a check is, in figures that change with every page. */
export type CheckFigures = {
  readonly check: string
  readonly state: CheckState
  readonly followers: { readonly expected: number | null; readonly collected: number }
  readonly following: { readonly expected: number | null; readonly collected: number }
}

/** How far these checks are, in one statement for all of them. */
export async function watchedProgress(
  context: { readonly db: Database },
  checkIds: readonly string[],
): Promise<readonly CheckFigures[]> {
  const found = await sql<Row>`
    select checks.id, checks.state,
      followers.expected as followers_expected,
      coalesce(followers.fetched, 0) as followers_fetched,
      following.expected as following_expected,
      coalesce(following.fetched, 0) as following_fetched
    from checks
    left join check_progress followers
      on followers.check_id = checks.id and followers.list = 'followers'
    left join check_progress following
      on following.check_id = checks.id and following.list = 'following'
    where checks.id = any(${[...checkIds]}::text[])
    order by checks.id
  `.execute(context.db)
  return found.rows.map((row) => ({
    check: row.id,
    state: row.state,
    followers: { expected: row.followers_expected, collected: row.followers_fetched },
    following: { expected: row.following_expected, collected: row.following_fetched },
  }))
}

type Row = {
  readonly id: string
  readonly state: CheckState
  readonly followers_expected: number | null
  readonly followers_fetched: number
  readonly following_expected: number | null
  readonly following_fetched: number
}
