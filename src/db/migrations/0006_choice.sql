-- The choice: which free account reads which waiting check next.

-- Frees what dead holders held and what is over: leases, claims, blocks, parks, and passes whose
-- account will not come back soon (`p_pass_wait_ms`). Returns how much there was.
create function free_what_is_over(p_pass_wait_ms double precision) returns integer
language plpgsql as $$
declare
  dead bigint[];
  silent bigint[];
  total integer := 0;
  changed integer;
begin
  -- Looked at once for each holder: it means reading all locks.
  select coalesce(array_agg(h.holder) filter (where not holder_lives(h.holder)), '{}'),
    coalesce(array_agg(h.holder) filter (where holder_is_silent(h.holder)), '{}')
  into dead, silent
  from (
    select lease_holder as holder from instagram_accounts where lease_holder is not null
    union
    select checks.holder from checks where checks.state = 'running'
  ) h;

  update instagram_accounts
  set lease_holder = null, lease_until = null, login_since = null
  where lease_holder is not null
    and (lease_until <= evercheck_now()
      or (login_since is null and lease_holder = any(dead))
      or lease_holder = any(silent));
  get diagnostics changed = row_count;
  total := total + changed;

  update checks
  set state = 'queued', holder = null, holder_until = null, parked_until = null, why = null
  where state = 'running'
    and (holder_until <= evercheck_now() or holder = any(dead));
  get diagnostics changed = row_count;
  total := total + changed;

  update checks
  set state = 'queued', parked_for = null, parked_until = null, why = null
  where state = 'parked'
    and parked_for = 'time'
    and parked_until <= evercheck_now();
  get diagnostics changed = row_count;
  total := total + changed;

  update instagram_accounts
  set standing = 'active', standing_why = null, standing_until = null
  where standing = 'blocked'
    and standing_until <= evercheck_now();
  get diagnostics changed = row_count;
  total := total + changed;

  update checks
  set bound_to = null, urgent_at = null
  from instagram_accounts account
  where checks.bound_to = account.id
    and checks.waits
    and account.lease_holder is null
    and (
      account.standing <> 'active'
      or (account.ready_at > evercheck_now() + p_pass_wait_ms * interval '1 millisecond'
        and account.resting_why is distinct from '{"kind":"paced"}')
    );
  get diagnostics changed = row_count;
  return total + changed;
end
$$;

-- Whether an account may read a check, but for whose turn it is. Nothing is logged in to hear once
-- more that a target is closed.
create function may_read(account_id text, is_living boolean, c checks) returns boolean
language sql immutable as $$
  select (c.asked_account_id is null or c.asked_account_id = account_id)
    and not account_id = any(c.closed_to)
    and (is_living or c.closed_to = '{}')
$$;

-- Whether a check is in line: an account that may read it is ready, or is reading something else.
create function is_in_line(c checks) returns boolean
language sql stable as $$
  select exists (
    select
    from instagram_accounts a
    where a.standing = 'active'
      and a.ready_at <= evercheck_now()
      and (c.bound_to is null or c.bound_to = a.id)
      and may_read(a.id, true, c)
  )
$$;

-- Whether a check stands still: it is not in line, and no account only waits for its next requests.
create function stands_still(c checks) returns boolean
language sql stable as $$
  select not exists (
    select
    from instagram_accounts a
    where a.standing = 'active'
      and (a.ready_at <= evercheck_now() or a.resting_why = '{"kind":"paced"}')
      and (c.bound_to is null or c.bound_to = a.id)
      and may_read(a.id, true, c)
  )
$$;

-- The check that an account should read next, or null.
create function check_for(p_account text, p_living boolean, p_passes_max integer) returns text
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
  order by c.urgent_at
  limit 1;
  if found is not null then return found; end if;

  select c.id, u.turn into own
  from checks c
  join customers u on u.id = c.customer_id
  where c.bound_to = p_account and c.waits and may_read(p_account, p_living, c)
  order by c.is_in_front desc, u.turn, c.number
  limit 1;

  -- Another pass is begun only while there are few.
  if (select count(*) from checks c where c.bound_to = p_account and c.finished_at is null)
    >= p_passes_max then
    return own.id;
  end if;

  select c.id into found
  from checks c
  where c.waits and c.is_in_front and c.bound_to is null and may_read(p_account, p_living, c)
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
      and may_read(p_account, p_living, c)
    order by c.is_in_front desc, c.left_count, c.number
    limit 1
  ) next
  where u.waiting_count > 0
  order by u.turn, u.id
  limit 1;

  if other.id is null or own.turn <= other.turn then return own.id; end if;
  return other.id;
end
$$;

-- Leases a free account together with the check that it should read next, and returns both under
-- their new fences; nothing when there is no such pair. `p_only` is the only check to be chosen, if
-- it is given; `p_without` are accounts that the caller cannot use.
create function next_slice(
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
      select a.id
      from instagram_accounts a
      where a.standing = 'active'
        and a.lease_holder is null
        and a.ready_at <= evercheck_now()
        and not a.id = any(p_without)
        and living = exists (
          select from instagram_sessions s
          where s.account_id = a.id and s.label = 'current' and s.died_at is null
        )
      order by a.idle_since nulls first, a.username
    loop
      if p_only is null then
        chosen := check_for(account.id, living, p_passes_max);
      else
        select c.id into chosen
        from checks c
        where c.id = p_only
          and c.waits
          and (c.bound_to is null or c.bound_to = account.id)
          and may_read(account.id, living, c);
      end if;
      exit choosing when chosen is not null;
    end loop;
  end loop;
  if chosen is null then return; end if;

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
