-- The operator's accounts, their sealed credentials, their versioned sessions, and who holds them.

-- A process is alive as long as its database connection holds the advisory lock that bears its
-- holder number: the server lets go of it in the moment the process dies, so that a successor need
-- not wait for a lease to run out.
create function holder_lives(holder bigint) returns boolean
language sql volatile as $$
  select exists (
    select 1
    from pg_locks
    where pg_locks.locktype = 'advisory'
      and pg_locks.granted
      and pg_locks.objsubid = 1
      and pg_locks.database = (select oid from pg_database where datname = current_database())
      and ((pg_locks.classid::bigint << 32) | pg_locks.objid::bigint) = holder
  )
$$;

create table refresh_credentials (
  id text primary key,
  username text not null unique,
  password_encrypted text not null,
  totp_secret_encrypted text,
  totp_last_step bigint,
  is_active boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);

create table instagram_accounts (
  id text primary key,
  username text not null unique,
  credential_id text references refresh_credentials (id) on delete set null,
  pk bigint,
  standing text not null check (standing in
    ('active', 'paused', 'wrong-password', 'code-needed', 'challenged', 'blocked', 'suspended',
     'failing')),
  standing_why text,
  standing_until timestamptz,
  fail_count integer not null default 0,
  last_error text,
  lease_holder bigint,
  lease_fence bigint not null default 0,
  lease_until timestamptz,
  pace_factor double precision not null default 1,
  resting_until timestamptz,
  resting_why text,
  throttle_hits integer not null default 0,
  vague_hits integer not null default 0,
  last_hit_at timestamptz,
  created_at timestamptz not null
);
create index instagram_accounts_credential on instagram_accounts (credential_id);

create table account_requests (
  account_id text not null references instagram_accounts (id) on delete cascade,
  minute_at timestamptz not null,
  count integer not null check (count > 0),
  primary key (account_id, minute_at)
);

create table instagram_sessions (
  id text primary key,
  account_id text not null references instagram_accounts (id) on delete cascade,
  version integer not null,
  label text not null check (label in ('pending', 'current', 'previous', 'retired')),
  state_encrypted text not null,
  method text not null check (method in ('browser', 'instagrapi', 'import', 'assisted')),
  fence bigint not null,
  created_at timestamptz not null,
  last_verified_at timestamptz,
  next_refresh_at timestamptz,
  refresh_attempts integer not null default 0,
  last_error text,
  died_at timestamptz,
  cause text,
  unique (account_id, version)
);
create unique index instagram_sessions_one_per_label
  on instagram_sessions (account_id, label) where label <> 'retired';

create table session_refreshes (
  id text primary key,
  account_id text not null references instagram_accounts (id) on delete cascade,
  session_id text references instagram_sessions (id) on delete set null,
  cause text not null check (cause in ('first', 'proactive', 'reactive', 'manual')),
  method text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text not null,
  detail text
);
create index session_refreshes_account on session_refreshes (account_id, started_at);
create index session_refreshes_session on session_refreshes (session_id);
