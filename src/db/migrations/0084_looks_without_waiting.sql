--! expand
-- Whoever looks for work waits for nobody who looks for work. Two processes that freed what a third had
-- held waited for each other's accounts; one that had waited for an account kept it locked although
-- there was nothing left to free, and waited to choose, while the one that was choosing waited for that
-- very account. PostgreSQL broke that up after a second by refusing a statement: of the look, or of
-- whoever was giving the account back.

-- As before, but one at a time, and without waiting for an account that somebody has locked.
create or replace function free_what_is_over(p_pass_wait_ms double precision) returns integer
language plpgsql as $$
declare
  dead bigint[];
  silent bigint[];
  total integer := 0;
  changed integer;
begin
  -- One at a time: two that free much would wait for each other's customers. What is left out here
  -- is being freed this moment, and its commit wakes whoever waits for it.
  if not pg_try_advisory_xact_lock(4831507223) then return 0; end if;

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
  where id in (
    select a.id from instagram_accounts a
    where a.lease_holder is not null
      and (a.lease_until <= evercheck_now()
        or (a.login_since is null and a.lease_holder = any(dead))
        or a.lease_holder = any(silent))
    for no key update skip locked
  );
  get diagnostics changed = row_count;
  total := total + changed;

  with crashed as (
    select checks.id, read.pages,
      case when checks.crash_count > 0 and checks.crash_pages = read.pages
        then checks.crash_count + 1 else 1 end as crashes
    from checks
    cross join lateral (
      select coalesce(sum(check_progress.pages), 0)::integer as pages
      from check_progress
      where check_progress.check_id = checks.id
    ) read
    where checks.state = 'running' and checks.holder = any(dead)
    for update of checks skip locked
  ),
  counted as (
    update checks
    set holder = null, holder_until = null,
      crash_count = crashed.crashes, crash_pages = crashed.pages,
      state = case when crashed.crashes = 1 then 'queued' else 'parked' end,
      parked_for = case
          when crashed.crashes = 1 then null
          when crashed.crashes < 5 then 'time'
          else 'crashes'
        end,
      parked_until = case when crashed.crashes between 2 and 4 then
          evercheck_now() + (0.5 + random()) * power(4, crashed.crashes - 2) * interval '8 seconds'
        end,
      still_since = case when crashed.crashes > 1 then evercheck_now() end,
      why = case when crashed.crashes > 1 then '{"kind":"crashes"}' end
    from crashed
    where checks.id = crashed.id
    returning checks.id, checks.customer_id, checks.crash_count, checks.crash_pages
  ),
  told as (
    insert into events (kind, check_id, customer_id, detail)
    select case when crash_count < 5 then 'check-crashed' else 'check-crashes' end, id, customer_id,
      jsonb_build_object('crashes', crash_count, 'pages', crash_pages)
    from counted
  )
  select count(*) into changed from counted;
  total := total + changed;

  update checks
  set state = 'queued', holder = null, holder_until = null, parked_until = null, why = null
  where id in (
    select c.id from checks c
    where c.state = 'running' and c.holder_until <= evercheck_now()
    for no key update skip locked
  );
  get diagnostics changed = row_count;
  total := total + changed;

  update checks
  set state = 'queued', parked_for = null, parked_until = null, why = null
  where id in (
    select c.id from checks c
    where c.state = 'parked' and c.parked_for = 'time' and c.parked_until <= evercheck_now()
    for no key update skip locked
  );
  get diagnostics changed = row_count;
  total := total + changed;

  update instagram_accounts
  set standing = 'active', standing_why = null, standing_until = null
  where id in (
    select a.id from instagram_accounts a
    where a.standing = 'blocked' and a.standing_until <= evercheck_now()
    for no key update skip locked
  );
  get diagnostics changed = row_count;
  total := total + changed;

  update checks
  set bound_to = null, urgent_at = null
  where id in (
    select c.id
    from checks c
    join instagram_accounts account on account.id = c.bound_to
    where c.waits
      and (
        not may_read(account.id, true, c)
        or (account.lease_holder is null and (
          account.standing <> 'active'
          or (account.ready_at > evercheck_now() + p_pass_wait_ms * interval '1 millisecond'
            and account.resting_why is distinct from '{"kind":"paced"}')
        ))
      )
    for no key update of c skip locked
  );
  get diagnostics changed = row_count;
  return total + changed;
end
$$;

-- As before, but that it waits for no account that somebody has locked.
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
  -- or stopped the account. Then there is nothing, and the next look finds another. Nor is either
  -- waited for: whoever has it may wait to choose, as everybody does who looks for work.
  perform from instagram_accounts a
  where a.id = account.id and a.standing = 'active' and a.lease_holder is null
    and a.ready_at <= evercheck_now()
  for no key update skip locked;
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
