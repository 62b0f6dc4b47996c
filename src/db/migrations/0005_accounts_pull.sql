-- Accounts pull checks: what a free account needs to find the check that it should read next.

-- Whose turn it is: the pages that were read for a customer. The lowest is served first.
create table customers (
  id text primary key,
  turn bigint not null default 0,
  waiting_count integer not null default 0 check (waiting_count >= 0),
  open_count integer not null default 0 check (open_count >= 0),
  created_at timestamptz not null
);
-- The operator's own checks belong to the house.
update checks set customer_id = 'house' where customer_id = 'operator';
insert into customers (id, created_at)
select customer_id, min(created_at) from checks group by customer_id;

alter table instagram_accounts
  -- The earliest instant of its next request: after a rest, after a block.
  add column ready_at timestamptz not null generated always as (
    coalesce(
      greatest(resting_until, case when standing = 'blocked' then standing_until end),
      to_timestamp('-infinity'::double precision)
    )
  ) stored,
  -- When it was last given back: the one that was idle for longest reads next.
  add column idle_since timestamptz;
create function note_idle() returns trigger
language plpgsql as $$
begin
  new.idle_since := evercheck_now();
  return new;
end
$$;
create trigger accounts_idle before update of lease_holder on instagram_accounts
  for each row when (old.lease_holder is not null and new.lease_holder is null)
  execute function note_idle();
create index instagram_accounts_free on instagram_accounts (idle_since nulls first, username)
  where standing = 'active' and lease_holder is null;

alter table checks
  -- Only this account may read it, if the order names one.
  add column asked_account_id text references instagram_accounts (id) on delete set null,
  add column is_in_front boolean not null default false,
  -- The account that is in the middle of a pass: the cursor is good for nobody else.
  add column bound_to text references instagram_accounts (id) on delete set null,
  -- Half of the time for which that cursor is trusted.
  add column urgent_at timestamptz,
  -- People left to read, as far as it was known when the check was last put down.
  add column left_count bigint not null default 0,
  -- The accounts to which the target is closed, what they were told, and since when.
  add column closed_to text[] not null default '{}',
  add column closed_why text check (closed_why in ('private', 'gone', 'unseen', 'blocked-us')),
  add column closed_at timestamptz,
  -- A parked check stands still until its time, or until an account is ready for it.
  add column parked_for text check (parked_for in ('time', 'account')),
  -- How long it may stand still without a page being read, in milliseconds; how long it has; and
  -- since when it does now. Waiting in line is not standing still.
  add column patience_ms double precision,
  add column still_ms double precision not null default 0,
  add column still_since timestamptz,
  -- Lists that are as complete as they get: with two, nothing is left but to end it.
  add column finished_lists smallint not null default 0,
  -- What its end came to, and what that rests on.
  add column ending text check (ending in
    ('complete', 'incomplete', 'target-closed', 'out-of-patience', 'cancelled')),
  add column ending_why text;
update checks
set patience_ms = greatest(0, extract(epoch from patience_until - last_update_at) * 1000),
  still_since = case when state = 'parked' then last_update_at end,
  parked_for = case when state = 'parked' then 'account' end,
  ending = case
      when state = 'cancelled' then 'cancelled'
      when finished_at is null then null
      when why like 'target-%' then 'target-closed'
      when why like 'out-of-patience%' then 'out-of-patience'
      when why like 'list-incomplete%' then 'incomplete'
      else 'complete'
    end,
  ending_why = case
      when why like 'target-private%' then 'private'
      when why like 'target-blocks-us%' then 'blocked-us'
      when why like 'target-gone%' then 'gone'
      when why like 'out-of-patience: %' then substr(why, 18)
      when why like 'list-incomplete: %' then substr(why, 18)
    end;
alter table checks
  alter column patience_ms set not null,
  drop column patience_until,
  add constraint checks_parked_for check ((state = 'parked') = (parked_for is not null)),
  add constraint checks_ending check ((finished_at is null) = (ending is null)),
  add constraint checks_customer foreign key (customer_id) references customers (id),
  -- It waits for an account, in line.
  add column waits boolean not null generated always as (
    state = 'queued' or (state = 'parked' and parked_for = 'account')
  ) stored;

create index checks_line on checks (customer_id, is_in_front desc, left_count, number)
  where waits and bound_to is null;
create index checks_front on checks (number) where waits and is_in_front;
create index checks_bound on checks (bound_to) where bound_to is not null;
create index checks_asked_account on checks (asked_account_id) where asked_account_id is not null;
create index checks_read on checks (id) where waits and finished_lists = 2;
create index checks_parked on checks (parked_until) where state = 'parked' and parked_for = 'time';
create index checks_running on checks (holder) where state = 'running';
create index checks_open_by_target on checks (customer_id, target_pk)
  where state in ('queued', 'running', 'parked');
create index checks_by_target on checks (customer_id, target_username, number);

update checks
set finished_lists = (
  select count(*) from check_progress
  where check_progress.check_id = checks.id and check_progress.confidence is not null
);

alter table check_progress
  -- Passes that were begun anew because their account was lost, not because of what they found.
  add column passes_lost integer not null default 0,
  -- Whether the profile's counter has changed since the list was begun.
  add column counter_moved boolean not null default false,
  -- Once the list is finished: members last seen in an earlier pass have left meanwhile.
  add column present_from integer;
create index check_members_pk on check_members (pk);

-- A customer's checks are counted where they change, so that those without any in line cost nothing
-- when the next one is chosen.
create function count_checks() returns trigger
language plpgsql as $$
declare
  waiting integer := 0;
  open integer := 0;
begin
  if tg_op <> 'INSERT' then
    waiting := waiting - (old.waits and old.bound_to is null)::integer;
    open := open - (old.finished_at is null)::integer;
  end if;
  if tg_op <> 'DELETE' then
    waiting := waiting + (new.waits and new.bound_to is null)::integer;
    open := open + (new.finished_at is null)::integer;
  end if;
  if waiting <> 0 or open <> 0 then
    update customers
    set waiting_count = waiting_count + waiting, open_count = open_count + open
    where customers.id = coalesce(new.customer_id, old.customer_id);
  end if;
  return null;
end
$$;
create trigger checks_counted after insert or delete or update of state, parked_for, bound_to, finished_at
  on checks for each row execute function count_checks();
update customers
set waiting_count = (
    select count(*) from checks
    where checks.customer_id = customers.id and checks.waits and checks.bound_to is null
  ),
  open_count = (
    select count(*) from checks
    where checks.customer_id = customers.id and checks.finished_at is null
  );
create index customers_turn on customers (turn, id) where waiting_count > 0;

-- Whoever waits for work is woken when there may be some: a check waits, an account is free.
create function tell_of_work() returns trigger
language plpgsql as $$
begin
  perform pg_notify('evercheck_work', '');
  return null;
end
$$;
create trigger checks_tell_added after insert on checks
  for each row execute function tell_of_work();
create trigger checks_tell after update of state, parked_for on checks
  for each row when (new.waits) execute function tell_of_work();
create trigger accounts_tell_added after insert on instagram_accounts
  for each row execute function tell_of_work();
create trigger accounts_tell after update of lease_holder, standing, resting_until
  on instagram_accounts for each row
  when (new.lease_holder is null and (
    old.lease_holder is not null
    or old.standing is distinct from new.standing
    or old.ready_at > new.ready_at))
  execute function tell_of_work();

-- Whether a process reads whatever is ordered: while one does, commands only follow.
alter table holders add column works boolean not null default false;
