-- Which processes live and what they are there for, who does what only one may do at a time, what
-- comes by the clock, and the hour of the night at which a session is renewed.

alter table holders
  add column roles text[] not null default '{}',
  add column host text not null default '',
  add column pid integer not null default 0,
  add column version text not null default '';

-- A role that only one process may have at a time.
create table sole_roles (
  role text primary key,
  holder bigint,
  since timestamptz not null
);

-- Whether somebody else has to do what a holder did: it is dead, or it lives and has stood still.
create function holder_is_gone(holder bigint) returns boolean
language sql volatile as $$
  select not holder_lives(holder_is_gone.holder) or exists (
    select
    from holders
    where holders.holder = holder_is_gone.holder
      and holders.beat_at <= evercheck_now() - interval '30 seconds'
  )
$$;

-- Takes those of the roles that nobody does; returns all of them that the holder has now.
create function take_roles(p_holder bigint, p_roles text[]) returns setof text
language plpgsql as $$
begin
  insert into sole_roles (role, since)
  select wanted.role, evercheck_now()
  from unnest(p_roles) wanted (role)
  where not exists (select from sole_roles where sole_roles.role = wanted.role)
  on conflict do nothing;

  update sole_roles
  set holder = p_holder, since = evercheck_now()
  where sole_roles.role = any(p_roles)
    and sole_roles.holder is distinct from p_holder
    and (sole_roles.holder is null or holder_is_gone(sole_roles.holder));

  return query
    select sole_roles.role from sole_roles
    where sole_roles.role = any(p_roles) and sole_roles.holder = p_holder;
end
$$;

-- What comes again and again: when it is due, and how it went.
create table schedules (
  kind text primary key,
  cron text not null,
  zone text not null,
  next_run_at timestamptz not null,
  last_run_at timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text,
  -- Runs that were due while nobody was there, and were made up for by one.
  missed_count integer not null default 0
);

-- The first three o'clock of the night (UTC) that is not before `p_earliest`, and up to 90 minutes
-- more, always the same for an account. What is renewed more often than daily has no night.
create function renewal_slot(p_account text, p_earliest timestamptz, p_after_ms double precision)
returns timestamptz
language plpgsql immutable as $$
declare
  spread interval := ((('x' || substr(md5(p_account), 1, 8))::bit(32)::bigint & 2147483647)
    % 5400) * interval '1 second';
  slot timestamptz;
begin
  if p_after_ms < 24 * 3600000 then return p_earliest; end if;
  slot := (date_trunc('day', p_earliest at time zone 'UTC') + interval '3 hours' + spread)
    at time zone 'UTC';
  if slot < p_earliest then slot := slot + interval '24 hours'; end if;
  return slot;
end
$$;

-- A renewal that failed while the session lives is not tried again before then.
alter table instagram_sessions add column postponed_until timestamptz;
update instagram_sessions
set next_refresh_at = renewal_slot(account_id, renewed_at + interval '46 hours', 46 * 3600000);
create index instagram_sessions_due on instagram_sessions (next_refresh_at)
  where label = 'current' and died_at is null;
