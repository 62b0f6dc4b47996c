/**
 * Who lives, and what time it is, is what the storm says: PGlite has one session, whose own locks
 * say nothing of processes. A process that beats has no `beat_at`; what is frozen or dead has its
 * last.
 */
export const LIVENESS = `
-- Drawn from the seed of the bout, as all chance of the database is.
create function public.gen_random_uuid() returns uuid language sql volatile as $$
  select md5(random()::text || random()::text)::uuid
$$;
create table storm_holders (holder bigint primary key, locked boolean, beat_at timestamptz);

create function storm_now() returns timestamptz language sql stable as $$
  select current_setting('storm.now', true)::timestamptz
$$;
create or replace function evercheck_now() returns timestamptz language sql stable as $$
  select current_setting('storm.now', true)::timestamptz
$$;
create or replace function holder_lives(holder bigint) returns boolean
language sql volatile as $$
  select exists (
    select from storm_holders where storm_holders.holder = holder_lives.holder and locked
  )
$$;
create or replace function holder_is_silent(holder bigint) returns boolean
language sql volatile as $$
  select not exists (
    select from storm_holders
    where storm_holders.holder = holder_is_silent.holder
      and (locked or beat_at is null or beat_at > storm_now() - interval '30 seconds')
  )
$$;
`

/**
 * Writes down what a dump at the end would not show any more: how leases went from hand to hand,
 * how standings moved, when checks ended. Only moves are written, and they are rare.
 */
export const AUDIT = `
create table storm_leases (
  number bigint generated always as identity,
  at timestamptz, account_id text,
  old_holder bigint, new_holder bigint, old_until timestamptz,
  old_lives boolean, old_silent boolean, old_login_since timestamptz, new_fence bigint,
  ready_elsewhere integer, is_named boolean, rests boolean, by_holder bigint
);
create function storm_lease() returns trigger language plpgsql as $$
begin
  insert into storm_leases (at, account_id, old_holder, new_holder, old_until, old_lives,
    old_silent, old_login_since, new_fence,
    ready_elsewhere, is_named, rests, by_holder)
  values (storm_now(), new.id, old.lease_holder, new.lease_holder, old.lease_until,
    coalesce(holder_lives(old.lease_holder), false),
    coalesce(holder_is_silent(old.lease_holder), true), old.login_since, new.lease_fence,
    (select count(*) from instagram_accounts other
      where other.id <> new.id
        and other.standing = 'active'
        and other.lease_until is null
        and (other.resting_until is null or other.resting_until <= storm_now())
        and exists (
          select from instagram_sessions session
          where session.account_id = other.id
            and session.label = 'current'
            and session.died_at is null)),
    -- Taken in the same statement as the account: the check that it is to read.
    exists (
      select from checks
      where checks.state = 'running'
        and checks.holder = new.lease_holder
        and checks.holder_until = new.lease_until
        and checks.asked_account_id = new.id),
    coalesce(old.resting_until > storm_now(), false),
    nullif(current_setting('storm.actor', true), '')::bigint);
  return null;
end $$;
create trigger storm_lease after update on instagram_accounts
for each row when (
  old.lease_fence is distinct from new.lease_fence
  or old.lease_holder is distinct from new.lease_holder
)
execute function storm_lease();

create table storm_standings (
  number bigint generated always as identity,
  at timestamptz, username text, old_standing text, new_standing text, why text
);
create function storm_standing() returns trigger language plpgsql as $$
begin
  insert into storm_standings (at, username, old_standing, new_standing, why)
  values (storm_now(), new.username, old.standing, new.standing, new.standing_why);
  return null;
end $$;
create trigger storm_standing after update on instagram_accounts
for each row when (old.standing is distinct from new.standing)
execute function storm_standing();

create table storm_readiness (
  number bigint generated always as identity,
  at timestamptz, account_id text,
  old_standing text, old_ready_at timestamptz, old_why text,
  new_standing text, new_ready_at timestamptz, new_why text
);
create function storm_ready() returns trigger language plpgsql as $$
begin
  insert into storm_readiness (at, account_id, old_standing, old_ready_at, old_why,
    new_standing, new_ready_at, new_why)
  values (storm_now(), new.id, old.standing, old.ready_at, old.resting_why,
    new.standing, new.ready_at, new.resting_why);
  return null;
end $$;
create trigger storm_ready after update on instagram_accounts
for each row when (
  (old.standing, old.ready_at, old.resting_why)
    is distinct from (new.standing, new.ready_at, new.resting_why)
)
execute function storm_ready();

create table storm_bonds (
  number bigint generated always as identity,
  at timestamptz, check_id text, bound_to text
);
create function storm_bond() returns trigger language plpgsql as $$
begin
  insert into storm_bonds (at, check_id, bound_to) values (storm_now(), new.id, new.bound_to);
  return null;
end $$;
create trigger storm_bond after update on checks
for each row when (old.bound_to is distinct from new.bound_to)
execute function storm_bond();

create table storm_runs (
  number bigint generated always as identity,
  at timestamptz, kind text, due_at timestamptz
);
create function storm_run() returns trigger language plpgsql as $$
begin
  insert into storm_runs (at, kind, due_at) values (storm_now(), new.kind, old.next_run_at);
  return null;
end $$;
create trigger storm_run after update on schedules
for each row when (old.last_run_at is distinct from new.last_run_at)
execute function storm_run();

create table storm_behind (
  number bigint generated always as identity,
  at timestamptz, check_id text, orders integer
);
${behindOrders('')}
create trigger storm_behind after update on checks
for each row when (new.purpose <> 'order' and new.state = 'running' and old.state <> 'running')
execute function storm_behind();

create table storm_endings (
  number bigint generated always as identity,
  at timestamptz, check_id text, old_state text, new_state text, old_finished timestamptz
);
create function storm_ending() returns trigger language plpgsql as $$
begin
  insert into storm_endings (at, check_id, old_state, new_state, old_finished)
  values (storm_now(), new.id, old.state, new.state, old.finished_at);
  return null;
end $$;
create trigger storm_ending after update on checks
for each row when (
  (old.state, old.ending, old.ending_why, old.finished_at)
    is distinct from (new.state, new.ending, new.ending_why, new.finished_at)
  and (new.finished_at is not null or old.finished_at is not null)
)
execute function storm_ending();
`

/**
 * Where statements overlap, an order may come back in line while the one that chooses has looked
 * already: only those count that waited before this instant.
 */
export const AUDIT_OF_OVERLAPS = behindOrders('and waiting.last_update_at < storm_now()')

/** Notes how many orders wait when something is read that nobody ordered. */
function behindOrders(since: string): string {
  return `
create or replace function storm_behind() returns trigger language plpgsql as $$
begin
  insert into storm_behind (at, check_id, orders)
  values (storm_now(), new.id, (select count(*) from checks waiting
    where waiting.purpose = 'order' and waiting.waits and waiting.bound_to is null
      and waiting.asked_account_id is null and waiting.closed_to = '{}' ${since}));
  return null;
end $$;`
}
