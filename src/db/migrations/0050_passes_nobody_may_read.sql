-- A pass is let go of, too, whose account may not read the check any more: another one was ordered
-- for it meanwhile, or the target has closed itself to this one. Nobody could go on with it
-- otherwise. All else is as it was.
create or replace function free_what_is_over(p_pass_wait_ms double precision) returns integer
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
    for update of checks
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
  where state = 'running'
    and holder_until <= evercheck_now();
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
    and (
      not may_read(account.id, true, checks)
      or (account.lease_holder is null and (
        account.standing <> 'active'
        or (account.ready_at > evercheck_now() + p_pass_wait_ms * interval '1 millisecond'
          and account.resting_why is distinct from '{"kind":"paced"}')
      ))
    );
  get diagnostics changed = row_count;
  return total + changed;
end
$$;
