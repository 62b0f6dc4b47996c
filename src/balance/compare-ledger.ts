import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordEvent } from '../events/event-store.ts'

type Context = { readonly db: Database }

/** Something in which the ledger does not agree with itself. */
export type LedgerFinding = {
  readonly kind: FindingKind
  readonly customerId: string
  readonly checkId: string | null
  /** What should be there, and what is, in credits. */
  readonly expected: number
  readonly found: number
}

type FindingKind =
  /** A customer's balance, less his debt, is not the sum of his entries. */
  | 'balance-off'
  /** An order's ceiling was not held, or another sum. */
  | 'hold-off'
  /** Of a check that ended, what was held was not given back; of an open one, it was. */
  | 'release-off'
  /** Something else was taken than the end of the check says. */
  | 'capture-off'

/** What a comparison has found. */
export type LedgerComparison = {
  readonly at: Date
  readonly customersCount: number
  /** The first hundred; none when all is well. */
  readonly findings: readonly LedgerFinding[]
}

const FINDINGS_MAX = 100

/**
 * Compares the ledger with itself, as of one moment: every balance with the sum of its entries, and
 * every check with what was held, given back and taken for it. What it finds is stored and told as
 * an event. Durable when it returns.
 */
export async function compareLedger(context: Context): Promise<LedgerComparison> {
  return inTransaction(context, async (db) => {
    const found = await sql<Row>`
      with sums as (
        select customer_id, sum(credits)::bigint as credits
        from balance_entries
        group by customer_id
      ),
      per_check as (
        select check_id,
          coalesce(sum(credits) filter (where kind = 'hold'), 0)::bigint as held,
          coalesce(sum(credits) filter (where kind = 'release'), 0)::bigint as released,
          coalesce(sum(credits) filter (where kind = 'capture'), 0)::bigint as captured
        from balance_entries
        where check_id is not null
        group by check_id
      ),
      of_checks as (
        select checks.customer_id, checks.id as check_id, wrong.kind, wrong.expected, wrong.found
        from checks
        left join per_check on per_check.check_id = checks.id
        cross join lateral (values
          ('hold-off', -checks.ceiling::bigint, coalesce(per_check.held, 0)),
          ('release-off',
            case when checks.finished_at is null then 0 else checks.ceiling::bigint end,
            coalesce(per_check.released, 0)),
          ('capture-off', -coalesce(checks.charged, 0)::bigint, coalesce(per_check.captured, 0))
        ) wrong (kind, expected, found)
        where wrong.expected <> wrong.found
      ),
      of_customers as (
        select customers.id as customer_id, null::text as check_id, 'balance-off' as kind,
          coalesce(sums.credits, 0) as expected,
          (customers.balance - customers.debt)::bigint as found
        from customers
        left join sums on sums.customer_id = customers.id
        where coalesce(sums.credits, 0) <> customers.balance - customers.debt
      ),
      found as (
        select * from of_customers
        union all
        select * from of_checks
      ),
      counted as (select count(*)::integer as customers_count from customers)
      select counted.customers_count, ${dbNow} as at, found.*
      from counted
      left join found on true
      order by found.kind, found.customer_id, found.check_id
      limit ${FINDINGS_MAX}
    `.execute(db)
    const findings = found.rows.flatMap(toFinding)
    const [first] = found.rows
    const comparison = {
      at: first?.at ?? new Date(0),
      customersCount: first?.customers_count ?? 0,
      findings,
    }
    await sql`
      insert into ledger_comparisons (at, customers_count, findings)
      values (${dbNow}, ${comparison.customersCount}, ${JSON.stringify(findings)}::jsonb)
    `.execute(db)
    if (findings.length > 0) {
      const detail = { count: findings.length, first: findings[0]?.kind ?? null }
      await recordEvent({ db }, { kind: 'ledger-off', detail })
    }
    return comparison
  })
}

/** What was found last; null when nothing was compared yet. */
export async function lastComparison(context: Context): Promise<LedgerComparison | null> {
  const row = await context.db
    .selectFrom('ledger_comparisons')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  // Written by `compareLedger` only.
  const findings = row.findings as readonly LedgerFinding[]
  return { at: row.at, customersCount: row.customers_count, findings }
}

/** Deletes comparisons older than so many milliseconds, but for the last. Returns how many. */
export async function deleteOldComparisons(context: Context, olderThanMs: number): Promise<number> {
  const deleted = await sql`
    delete from ledger_comparisons
    where at < ${ago(olderThanMs)}
      and id < (select max(id) from ledger_comparisons)
  `.execute(context.db)
  return Number(deleted.numAffectedRows ?? 0n)
}

type Row = {
  readonly at: Date
  readonly customers_count: number
  readonly kind: FindingKind | null
  readonly customer_id: string
  readonly check_id: string | null
  readonly expected: string
  readonly found: string
}

function toFinding(row: Row): readonly LedgerFinding[] {
  if (row.kind === null) return []
  const { kind, customer_id: customerId, check_id: checkId } = row
  return [{ kind, customerId, checkId, expected: Number(row.expected), found: Number(row.found) }]
}
