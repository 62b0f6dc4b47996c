-- Alerts: what is wrong, since when, what people were told of it, and whether that has arrived.

-- One row per cause while it lasts. It is raised when it has held for as long as its rule wants.
create table alerts (
  id text primary key,
  rule text not null,
  -- What it is about: an account, a channel, a schedule; empty for the whole house.
  subject text not null,
  name text not null,
  severity text not null check (severity in ('critical', 'warning', 'info')),
  value double precision not null,
  detail jsonb not null default '{}',
  since_at timestamptz not null,
  seen_at timestamptz not null,
  raised_at timestamptz,
  resolved_at timestamptz,
  -- When people were last told that it lasts, and whether of its end nothing is left to be told.
  told_at timestamptz,
  is_end_told boolean not null default false,
  acknowledged_at timestamptz,
  acknowledged_by text,
  check (resolved_at is null or raised_at is not null)
);
create unique index alerts_one_per_cause on alerts (rule, subject) where resolved_at is null;
create index alerts_to_tell on alerts (id) where raised_at is not null and not is_end_told;
create index alerts_raised on alerts (raised_at) where raised_at is not null;

-- Nothing is told of a rule, or of one subject of it, before `until_at`.
create table alert_silences (
  id text primary key,
  rule text not null,
  subject text,
  until_at timestamptz not null,
  made_at timestamptz not null,
  made_by text not null
);
create index alert_silences_until on alert_silences (until_at);

-- What is told at one time of one rule, as it was then.
create table alert_notices (
  id text primary key,
  at timestamptz not null,
  change text not null check (change in ('raised', 'repeated', 'resolved', 'test')),
  rule text not null,
  severity text not null check (severity in ('critical', 'warning', 'info')),
  alerts jsonb not null
);
create index alert_notices_at on alert_notices (at);

-- One notice on its way to one address of one channel. `target` is no secret.
create table alert_deliveries (
  id text primary key,
  notice_id text not null references alert_notices (id) on delete cascade,
  channel text not null check (channel in ('telegram', 'mail', 'ntfy', 'webhook')),
  target text not null,
  state text not null check (state in ('waiting', 'sent', 'dead')),
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null,
  tried_at timestamptz,
  ended_at timestamptz,
  unique (notice_id, channel, target),
  check ((state = 'waiting') = (ended_at is null))
);
create index alert_deliveries_waiting on alert_deliveries (channel, created_at)
  where state = 'waiting';
create index alert_deliveries_ended on alert_deliveries (ended_at) where state <> 'waiting';

-- What is looked at every minute: open checks. None of its columns changes while one is read.
create index checks_open on checks (created_at) where finished_at is null;
