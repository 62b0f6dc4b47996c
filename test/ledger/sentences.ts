/** What may be wrong with the money of all customers: one statement, one sentence a row. */
export const LEDGER_SENTENCES = `
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
union all
select format('%s has %s, and the entries come to %s', customers.id, balance - debt,
  coalesce(sum(entry.credits), 0))
from customers
left join balance_entries entry on entry.customer_id = customers.id
group by customers.id
having balance - debt <> coalesce(sum(entry.credits), 0)
union all
select format('for check %s %s was held, %s given back and %s taken, of %s', checks.id,
  entry.held, entry.released, entry.captured, ceiling)
from checks
cross join lateral (
  select
    coalesce(sum(credits) filter (where kind = 'hold'), 0) as held,
    coalesce(sum(credits) filter (where kind = 'release'), 0) as released,
    coalesce(sum(credits) filter (where kind = 'capture'), 0) as captured
  from balance_entries
  where check_id = checks.id
) entry
where entry.held <> -ceiling
  or entry.released <> case when finished_at is null then 0 else ceiling end
  or entry.captured <> -coalesce(charged, 0)
union all
select format('check %s of %s people cost %s', checks.id, lists.people, charged)
from checks
cross join lateral (
  select coalesce(sum(fetched), 0) as people from check_progress where check_id = checks.id
) lists
where state = 'completed'
  and charged is distinct from least(ceiling, coalesce((
    select (tier.value ->> 'credits')::integer
    from jsonb_array_elements(tariff) tier
    where tier.value ->> 'peopleMax' is null or lists.people <= (tier.value ->> 'peopleMax')::integer
    order by (tier.value ->> 'peopleMax')::integer nulls last
    limit 1
  ), 0))
`
