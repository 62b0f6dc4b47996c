import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'

/** One version of a session: from when to when it was in use. */
export type LifeSpan = {
  readonly version: number
  readonly from: Date
  /** When the next version took over, or it died; null while it is in use. */
  readonly to: Date | null
  readonly isCurrent: boolean
  readonly diedAt: Date | null
}

/** When an account was told to wait. */
export type WaitSpan = { readonly from: Date; readonly to: Date }

/** What the sessions of one account lived through in a stretch of time. */
export type LifeLine = {
  readonly account: string
  readonly spans: readonly LifeSpan[]
  readonly throttles: readonly WaitSpan[]
}

/** Of one account: a line that has more is not read any more. */
const SPANS_MAX = 200

/**
 * The lives of all sessions in the window, by account: of all, or of the one that is named. Two
 * bounded statements.
 */
export async function lifeLines(
  context: { readonly db: Database },
  windowMs: number,
  account: string | null = null,
): Promise<readonly LifeLine[]> {
  const isWanted = sql`(${account}::text is null or account.username = ${account})`
  const spans = await sql<SpanRow>`
    select account.username as account, life.*
    from instagram_accounts account
    cross join lateral (
      select version, created_at as from_at, died_at, label = 'current' as is_current,
        lead(created_at) over (order by version) as next_at
      from instagram_sessions
      where account_id = account.id and label <> 'pending'
      order by version desc
      limit ${SPANS_MAX}
    ) life
    where coalesce(life.next_at, evercheck_now()) > ${ago(windowMs)} and ${isWanted}
    order by account.username, life.version
  `.execute(context.db)
  const throttles = await sql<ThrottleRow>`
    select account.username as account, events.at as from_at,
      least(
        coalesce((events.detail ->> 'until')::timestamptz, events.at + interval '5 minutes'),
        events.at + interval '1 day'
      ) as to_at
    from events
    join instagram_accounts account on account.id = events.account_id
    where events.kind = 'account-throttled' and events.at > ${ago(windowMs)}
      and ${isWanted}
    order by events.at desc
    limit 5000
  `.execute(context.db)
  return assemble(spans.rows, throttles.rows)
}

type SpanRow = {
  readonly account: string
  readonly version: number
  readonly from_at: Date
  readonly next_at: Date | null
  readonly died_at: Date | null
  readonly is_current: boolean
}

type ThrottleRow = { readonly account: string; readonly from_at: Date; readonly to_at: Date }

function assemble(spans: readonly SpanRow[], throttles: readonly ThrottleRow[]): LifeLine[] {
  const lines = new Map<string, { spans: LifeSpan[]; throttles: WaitSpan[] }>()
  for (const row of spans) {
    const line = lines.get(row.account) ?? { spans: [], throttles: [] }
    lines.set(row.account, line)
    const { version, from_at: from, died_at: diedAt, next_at: nextAt, is_current: isCurrent } = row
    line.spans.push({ version, from, to: diedAt ?? nextAt, isCurrent, diedAt })
  }
  for (const { account, from_at: from, to_at: to } of throttles) {
    lines.get(account)?.throttles.push({ from, to })
  }
  return [...lines].map(([account, line]) => ({ account, ...line }))
}
