import { sql } from 'kysely'

/**
 * Whether the end of a row of `checks` says something of us: not if the target is closed, nor if
 * somebody wanted it.
 */
export const isJudged = sql<boolean>`(
  checks.state = 'completed'
  or (checks.state = 'failed' and checks.ending is distinct from 'target-closed')
)`
