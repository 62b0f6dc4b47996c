import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'

/** What customers have and what became of it, in credits; without the house, which pays nothing. */
export type MoneyFigures = {
  readonly customers: number
  readonly toSpend: number
  /** Set aside for checks that have not ended, and for how many. */
  readonly held: number
  readonly openChecks: number
  /** Of checks that ended in the window: what was taken, and for how many. */
  readonly taken: number
  readonly delivered: number
  /** What was given back whole, for how many incomplete ones, and for how many others. */
  readonly givenBack: number
  readonly incomplete: number
  readonly failed: number
  /** The last comparison of the ledger with itself, and what was off; null before the first. */
  readonly compared: {
    readonly at: Date
    readonly customers: number
    readonly findings: number
  } | null
}

/** Counts the customers' money. One statement. */
export async function moneyFigures(
  context: { readonly db: Database },
  windowMs: number,
): Promise<MoneyFigures> {
  const found = await sql<Row>`
    select people.customers, people.to_spend, waiting.held, waiting.open_checks, ended.*,
      last.at as compared_at, last.customers_count as compared_customers,
      jsonb_array_length(last.findings)::integer as findings
    from (
      select count(*)::integer as customers, coalesce(sum(balance), 0)::double precision as to_spend
      from customers where id <> 'house'
    ) people
    cross join (
      select coalesce(sum(ceiling), 0)::double precision as held, count(*)::integer as open_checks
      from checks where finished_at is null and ceiling > 0
    ) waiting
    cross join (
      select coalesce(sum(charged), 0)::double precision as taken,
        count(*) filter (where charged > 0)::integer as delivered,
        coalesce(sum(ceiling) filter (where charged = 0), 0)::double precision as given_back,
        count(*) filter (where charged = 0 and ending = 'incomplete')::integer as incomplete,
        count(*) filter (where charged = 0 and ending is distinct from 'incomplete')::integer
          as failed
      from checks where finished_at > ${ago(windowMs)} and ceiling > 0
    ) ended
    left join lateral (
      select at, customers_count, findings from ledger_comparisons order by id desc limit 1
    ) last on true
  `.execute(context.db)
  const [row] = found.rows
  if (row === undefined) throw new Error('sums are a row even where there is nothing to add up')
  const { compared_at: at, compared_customers: customers, findings } = row
  return {
    customers: row.customers,
    toSpend: row.to_spend,
    held: row.held,
    openChecks: row.open_checks,
    taken: row.taken,
    delivered: row.delivered,
    givenBack: row.given_back,
    incomplete: row.incomplete,
    failed: row.failed,
    compared: at === null ? null : { at, customers: customers ?? 0, findings: findings ?? 0 },
  }
}

type Row = {
  readonly customers: number
  readonly to_spend: number
  readonly held: number
  readonly open_checks: number
  readonly taken: number
  readonly delivered: number
  readonly given_back: number
  readonly incomplete: number
  readonly failed: number
  readonly compared_at: Date | null
  readonly compared_customers: number | null
  readonly findings: number | null
}
