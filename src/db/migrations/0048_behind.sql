-- Checks that nobody is waiting for: readings of a watch, and those that make losses sure. They are
-- read when an account has nothing better to do.

alter table checks
  add column purpose text not null default 'order'
    check (purpose in ('order', 'watch', 'confirm')),
  add column is_behind boolean not null generated always as (purpose <> 'order') stored;

drop index checks_one_open_per_target;
create unique index checks_one_open_per_target
  on checks (customer_id, target_username, purpose)
  where state in ('queued', 'running', 'parked');
create index checks_behind on checks (number) where waits and is_behind and bound_to is null;

-- The check that an account should read next, or null. As before, but that what was ordered goes
-- before what stands behind, and that nobody is logged in to make a loss sure.
create or replace function check_for(
  p_account text,
  p_living boolean,
  p_passes_max integer
) returns text
language plpgsql stable as $$
declare
  found text;
  own record;
  other record;
begin
  -- A cursor that will not be good for much longer.
  select c.id into found
  from checks c
  where c.bound_to = p_account and c.waits and c.urgent_at <= evercheck_now()
    and may_read(p_account, p_living, c)
  order by c.is_behind, c.urgent_at
  limit 1;
  if found is not null then return found; end if;

  select c.id, u.turn, c.is_behind into own
  from checks c
  join customers u on u.id = c.customer_id
  where c.bound_to = p_account and c.waits and may_read(p_account, p_living, c)
  order by c.is_behind, c.is_in_front desc, u.turn, c.number
  limit 1;

  -- Another pass is begun only while there are few; those that stand behind hold up nobody.
  if (
    select count(*) from checks c
    where c.bound_to = p_account and c.finished_at is null and not c.is_behind
  ) >= p_passes_max then
    return own.id;
  end if;

  select c.id into found
  from checks c
  where c.waits and c.is_in_front and c.bound_to is null and not c.is_behind
    and may_read(p_account, p_living, c)
  order by c.number
  limit 1;
  if found is not null then return found; end if;

  select next.id, u.turn into other
  from customers u
  cross join lateral (
    select c.id
    from checks c
    where c.customer_id = u.id
      and c.waits
      and c.bound_to is null
      and not c.is_behind
      and may_read(p_account, p_living, c)
    order by c.is_in_front desc, c.left_count, c.number
    limit 1
  ) next
  where u.waiting_count > 0
  order by u.turn, u.id
  limit 1;

  if own.id is not null and not own.is_behind and (other.id is null or own.turn <= other.turn) then
    return own.id;
  end if;
  if other.id is not null then return other.id; end if;
  if own.id is not null then return own.id; end if;

  -- Nothing that was ordered is left for this account.
  if (
    select count(*) from checks c where c.bound_to = p_account and c.finished_at is null
  ) >= p_passes_max then
    return null;
  end if;
  select c.id into found
  from checks c
  where c.waits and c.is_behind and c.bound_to is null
    and (p_living or c.purpose = 'watch')
    and may_read(p_account, p_living, c)
  order by c.number
  limit 1;
  return found;
end
$$;
