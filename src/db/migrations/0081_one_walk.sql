--! expand
-- Two rules of the choice. An account walks through a list of a target once at a time: two walks by
-- one account are shown it in two orders, mixed, and each misses some people. And of a target that
-- seems closed those are asked first who are known to see it.

-- Whether somebody else is free who should be asked before that account: the target itself, or who has
-- read of it before. Whoever is busy is asked when he is free, and keeps nobody waiting.
create function hopes_for_another(p_account text, c checks) returns boolean
language sql stable as $$
  select not p_account = any(c.hoped_for) and exists (
    select from instagram_accounts a
    join instagram_sessions s on s.account_id = a.id and s.label = 'current' and s.died_at is null
    where a.id = any(c.hoped_for)
      and a.standing = 'active'
      and a.lease_holder is null
      and a.ready_at <= evercheck_now()
      and may_read(a.id, true, c))
$$;

-- As before, and with both rules.
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
  -- Whose lists it is in the middle of, for an order or for what nobody ordered: that is no reason to
  -- let an order wait, but waits itself.
  walked text[];
  walked_behind text[];
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

  select coalesce(array_agg(c.target_username) filter (where not c.is_behind), '{}'),
    coalesce(array_agg(c.target_username) filter (where c.is_behind), '{}')
  into walked, walked_behind
  from checks c
  where c.bound_to = p_account and c.waits;

  -- Another pass is begun only while there are few; those that stand behind hold up nobody.
  if (
    select count(*) from checks c
    where c.bound_to = p_account and c.finished_at is null and not c.is_behind
  ) >= p_passes_max then
    return own.id;
  end if;

  -- It is known to see what others have called closed: a question, and then it is known.
  if p_living then
    select c.id into found
    from checks c
    where c.waits and c.bound_to is null and not c.is_behind
      and c.hoped_for <> '{}' and p_account = any(c.hoped_for)
      and may_read(p_account, p_living, c)
      and not c.target_username = any(walked)
    order by c.number
    limit 1;
    if found is not null then return found; end if;
  end if;

  select c.id into found
  from checks c
  where c.waits and c.is_in_front and c.bound_to is null and not c.is_behind
    and may_read(p_account, p_living, c)
    and (c.hoped_for = '{}' or not hopes_for_another(p_account, c))
    and not c.target_username = any(walked)
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
      and (c.hoped_for = '{}' or not hopes_for_another(p_account, c))
      and not c.target_username = any(walked)
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
    and (c.hoped_for = '{}' or not hopes_for_another(p_account, c))
    and not c.target_username = any(walked || walked_behind)
  order by c.number
  limit 1;
  return found;
end
$$;

-- As before; a command that reads its own check alone waits for no walk that nobody goes on with.
create or replace function next_slice(
  p_holder bigint,
  p_lease_ms double precision,
  p_passes_max integer,
  p_only text,
  p_without text[]
) returns table (check_id text, check_fence bigint, account_id text, account_fence bigint)
language plpgsql as $$
declare
  living boolean;
  account record;
  chosen text;
  lease_end timestamptz := evercheck_now() + p_lease_ms * interval '1 millisecond';
begin
  -- Asked for nothing, because what was freed has to be committed first.
  if p_holder is null then return; end if;
  -- One at a time, and each sees what the ones before have done: it takes a few milliseconds, and
  -- nobody is ever in the middle of it.
  perform pg_advisory_xact_lock(4831507222);
  if p_only is null and not exists (select from customers where waiting_count > 0)
    and not exists (select from checks c where c.bound_to is not null and c.waits) then
    return;
  end if;
  <<choosing>>
  foreach living in array array[true, false] loop
    for account in
      select a.id, a.role = 'backup' and others_are_left() as is_spare
      from instagram_accounts a
      where a.standing = 'active'
        and a.lease_holder is null
        and a.ready_at <= evercheck_now()
        and not a.id = any(p_without)
        and living = exists (
          select from instagram_sessions s
          where s.account_id = a.id and s.label = 'current' and s.died_at is null
        )
      order by a.role = 'backup', a.idle_since nulls first, a.username
    loop
      if p_only is not null then
        select c.id into chosen
        from checks c
        where c.id = p_only
          and c.waits
          and (c.bound_to is null or c.bound_to = account.id)
          and may_read(account.id, living, c)
          and (c.hoped_for = '{}' or not hopes_for_another(account.id, c))
          and (not account.is_spare or c.bound_to = account.id or c.asked_account_id = account.id);
      elsif account.is_spare then
        select c.id into chosen
        from checks c
        where c.asked_account_id = account.id
          and c.waits
          and (c.bound_to is null or c.bound_to = account.id)
          and may_read(account.id, living, c)
          and not exists (
            select from checks other
            where other.bound_to = account.id and other.waits and not other.is_behind
              and other.id <> c.id and other.target_username = c.target_username)
        order by c.number
        limit 1;
        -- With no room for another pass it goes on with what it has begun.
        chosen := coalesce(chosen, check_for(account.id, living, 0));
      else
        chosen := check_for(account.id, living, p_passes_max);
      end if;
      exit choosing when chosen is not null;
    end loop;
  end loop;
  if chosen is null then return; end if;

  -- Both were looked at and not yet locked: somebody may have ended the check meanwhile, or taken
  -- or stopped the account. Then there is nothing, and the next look finds another.
  perform from instagram_accounts a
  where a.id = account.id and a.standing = 'active' and a.lease_holder is null
    and a.ready_at <= evercheck_now()
  for no key update;
  if not found then return; end if;
  perform from checks c
  where c.id = chosen and c.waits and (c.bound_to is null or c.bound_to = account.id)
  -- Whoever has it is ending it, most likely, and may wait for what is locked here.
  for no key update skip locked;
  if not found then return; end if;

  return query
  with leased as (
    update instagram_accounts
    set lease_holder = p_holder, lease_fence = lease_fence + 1, lease_until = lease_end,
      login_since = null
    where instagram_accounts.id = account.id
    returning instagram_accounts.id, lease_fence
  ),
  claimed as (
    update checks
    set state = 'running', holder = p_holder, fence = fence + 1, holder_until = lease_end,
      started_at = coalesce(started_at, evercheck_now()), last_update_at = evercheck_now(),
      parked_for = null, parked_until = null, why = null,
      still_ms = still_ms
        + coalesce(extract(epoch from evercheck_now() - still_since) * 1000, 0),
      still_since = null
    where checks.id = chosen
    returning checks.id, checks.fence, checks.customer_id,
      checks.started_at = evercheck_now() as is_first
  ),
  turned as (
    update customers set turn = turn + 1
    from claimed
    where customers.id = claimed.customer_id
  ),
  told as (
    insert into events (kind, check_id, account_id, customer_id)
    select 'check-started', claimed.id, account.id, claimed.customer_id
    from claimed
    where claimed.is_first
  )
  select claimed.id, claimed.fence, leased.id, leased.lease_fence
  from claimed, leased;
end
$$;
