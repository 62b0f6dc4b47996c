-- One clock for all machines, processes that are known to live by more than a lock, and what
-- happened as rows.

-- Every instant that is stored or compared comes from here; a process's own clock only measures how
-- long something takes.
create function evercheck_now() returns timestamptz
language sql stable as $$
  select statement_timestamp()
$$;

-- One row per living process. Where locks are lost at once (a failover) or mean nothing (a pooler in
-- transaction mode), its beats tell that it is still there.
create table holders (
  holder bigint primary key,
  liveness text not null check (liveness in ('lock', 'beat')),
  started_at timestamptz not null,
  beat_at timestamptz not null
);

-- A holder whose lock can be trusted is alive by it alone, and dead in the moment it is gone.
create or replace function holder_lives(holder bigint) returns boolean
language sql volatile as $$
  select exists (
    select 1
    from pg_locks
    where pg_locks.locktype = 'advisory'
      and pg_locks.granted
      and pg_locks.objsubid = 1
      and pg_locks.database = (select oid from pg_database where datname = current_database())
      and ((pg_locks.classid::bigint << 32) | pg_locks.objid::bigint) = holder_lives.holder
  ) or exists (
    select 1
    from holders
    where holders.holder = holder_lives.holder
      and holders.liveness = 'beat'
      and holders.beat_at > evercheck_now() - interval '30 seconds'
  )
$$;

-- Whether a holder has neither its lock nor a beat of the last half minute: only then is it certain
-- that nobody is typing a password any more.
create function holder_is_silent(holder bigint) returns boolean
language sql volatile as $$
  select not holder_lives(holder_is_silent.holder) and not exists (
    select 1
    from holders
    where holders.holder = holder_is_silent.holder
      and holders.beat_at > evercheck_now() - interval '30 seconds'
  )
$$;

-- Since when a login is under way, by the present lease. Null when none is.
alter table instagram_accounts add column login_since timestamptz;

-- What happened, in the order in which it became visible: see src/events.
create table events (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default evercheck_now(),
  kind text not null,
  check_id text,
  account_id text,
  customer_id text,
  detail jsonb not null default '{}'
);
create index events_order on events (xid, id);
create index events_check on events (check_id, id) where check_id is not null;
create index events_account on events (account_id, id) where account_id is not null;
create index events_at on events (at);

-- Up to where events have been deleted: a reader that stood before it has missed some.
create table events_deleted (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null,
  id bigint not null
);
insert into events_deleted (xid, id) values ('0', 0);

-- Readers are woken when the commit that tells something is visible.
create function tell_of_events() returns trigger
language plpgsql as $$
begin
  perform pg_notify('evercheck_events', '');
  return null;
end
$$;
create trigger events_tell after insert on events
  for each statement execute function tell_of_events();
