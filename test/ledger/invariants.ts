import { sql } from 'kysely'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import { findingWords } from '../../src/words/money.ts'
import type { Till } from '../money.ts'

/** What is wrong with the money of all customers, in sentences. Empty: everything holds. */
export async function brokenLedger(
  till: Till,
  moved: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { findings } = await compareLedger(till)
  return [
    ...findings.map((finding) => findingWords(finding, 'en')),
    ...(await rows(till, SENTENCES)),
    ...(await wrongMoves(till, moved)),
  ]
}

async function rows(till: Till, text: string): Promise<readonly string[]> {
  const found = await sql.raw<{ said: string }>(text).execute(till.db)
  return found.rows.map(({ said }) => said)
}

/** Every credit came in once, whatever was repeated, and nothing came in besides. */
async function wrongMoves(
  till: Till,
  moved: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const found = await sql<{ source: string; credits: number }>`
    select source, credits from balance_entries
    where check_id is null and source not like 'refunded:%' and source not like 'charged-back:%'
  `.execute(till.db)
  const wrong: string[] = []
  const seen = new Set<string>()
  for (const { source, credits } of found.rows) {
    if (seen.has(source)) wrong.push(`${source} came in twice`)
    seen.add(source)
    if (moved.get(source) !== credits) wrong.push(`${source} came in with ${credits}`)
  }
  for (const source of moved.keys()) if (!seen.has(source)) wrong.push(`${source} never came in`)
  return wrong
}

const SENTENCES = `
select format('check %s ended %s times', check_id, count(*)) as said
from events where kind = 'check-ended' group by check_id having count(*) <> 1
union all
select format('check %s has ended, and nobody was told', id)
from checks
where finished_at is not null
  and not exists (select from events where kind = 'check-ended' and check_id = checks.id)
union all
select format('check %s is open, and its end was told', id)
from checks
where finished_at is null
  and exists (select from events where kind = 'check-ended' and check_id = checks.id)
union all
select format('%s owes and owns', id) from customers where balance > 0 and debt > 0
union all
select format('%s has %s', id, balance) from customers where balance < 0 or debt < 0
union all
select format('customer %s counts %s open checks', id, open_count)
from customers
where open_count <> (
  select count(*) from checks where customer_id = customers.id and finished_at is null)
union all
select format('%s has two open checks of %s', customer_id, coalesce(target_pk::text, target_username))
from checks
where finished_at is null and target_pk is not null
group by customer_id, target_pk, target_username
having count(*) > 1
union all
select format('check %s cost %s, of %s', id, charged, ceiling)
from checks where charged > ceiling or (charged > 0 and state <> 'completed')
union all
select format('payment %s is %s, and %s entries took it back', charge_id, state, count(entry.id))
from payments
left join balance_entries entry
  on entry.source in ('refunded:' || charge_id, 'charged-back:' || charge_id)
group by charge_id, state
having (state = 'paid') <> (count(entry.id) = 0) or count(entry.id) > 1
union all
select format('all there was came to %s, and all there is to %s', total.came, total.is)
from (
  select
    (select coalesce(sum(credits), 0) from balance_entries where check_id is null) as came,
    (select coalesce(sum(balance - debt), 0) from customers)
      + (select coalesce(sum(ceiling), 0) from checks where finished_at is null)
      + (select coalesce(sum(charged), 0) from checks) as is
) total
where total.came <> total.is
`
