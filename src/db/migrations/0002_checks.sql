-- Checks, how far they have read, and the people they found.

create table profiles (
  pk bigint primary key,
  username text not null,
  full_name text not null,
  is_private boolean not null,
  is_verified boolean not null,
  previous_username text,
  renamed_at timestamptz,
  seen_at timestamptz not null
);

create table checks (
  id text primary key,
  number bigint generated always as identity unique,
  customer_id text not null,
  target_username text not null,
  target_pk bigint,
  target_name_now text,
  state text not null check (state in
    ('queued', 'running', 'parked', 'completed', 'failed', 'cancelled')),
  why text,
  parked_until timestamptz,
  patience_until timestamptz not null,
  holder bigint,
  fence bigint not null default 0,
  holder_until timestamptz,
  requests integer not null default 0,
  logins integer not null default 0,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  last_update_at timestamptz not null
);
create unique index checks_one_open_per_target
  on checks (customer_id, target_username) where state in ('queued', 'running', 'parked');
create index checks_previous on checks (customer_id, target_pk, finished_at);

create table check_progress (
  check_id text not null references checks (id) on delete cascade,
  list text not null check (list in ('followers', 'following')),
  status text not null check (status in ('in_progress', 'paused', 'completed')),
  account_id text references instagram_accounts (id) on delete set null,
  pass integer not null default 1,
  current_cursor text,
  cursor_best_before timestamptz,
  expected integer,
  fetched integer not null default 0,
  pages integer not null default 0,
  pass_pages integer not null default 0,
  pass_rows integer not null default 0,
  pass_people integer not null default 0,
  pass_news integer not null default 0,
  barren_pages integer not null default 0,
  passes_without_news integer not null default 0,
  pass_end text,
  confidence text check (confidence in ('exact', 'confirmed', 'incomplete')),
  why text,
  last_update_at timestamptz not null,
  resume_at timestamptz,
  primary key (check_id, list)
);
create index check_progress_account on check_progress (account_id);

-- No foreign key on the check: it would be looked up once for every member, which costs a third of
-- saving a page. Members are only ever written by the statement that has just locked their check;
-- whoever deletes a check deletes its members.
create table check_members (
  check_number bigint not null,
  list text collate "C" not null check (list in ('followers', 'following')),
  pk bigint not null,
  pass smallint not null,
  primary key (check_number, list, pk)
);
