-- Profiles that customers want to hear of when they change.
create table watches (
  id text primary key,
  customer_id text not null references customers (id) on delete cascade,
  target_username text not null,
  target_pk bigint,
  every_days smallint not null check (every_days between 1 and 90),
  -- Minutes of the customer's day between which he wants to hear nothing; both or neither.
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  created_at timestamptz not null,
  -- When it is read next.
  next_at timestamptz not null,
  -- What keeps it from being read for now; it goes on by itself.
  paused_for text check (paused_for in ('credits', 'limit')),
  -- The reading that was ordered last, and up to which check the customer was told.
  last_check text references checks (id) on delete set null,
  told_number bigint not null default 0,
  -- Readings in a row to which the profile was closed.
  closed_count smallint not null default 0,
  ended_at timestamptz,
  ended_for text check (ended_for in ('customer', 'closed', 'forgotten')),
  check ((quiet_from is null) = (quiet_until is null)),
  check ((ended_at is null) = (ended_for is null))
);
create unique index watches_one_per_target on watches (customer_id, target_username)
  where ended_at is null;
create index watches_due on watches (next_at) where ended_at is null;
create index watches_untold on watches (last_check) where ended_at is null;
