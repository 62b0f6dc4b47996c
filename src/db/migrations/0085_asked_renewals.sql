--! expand
-- A renewal that somebody asked for. An account logs in where accounts are read: another process may
-- have no browser, another way out, and nobody who keeps a page open for a human.

create table asked_renewals (
  id bigint generated always as identity primary key,
  account_id text not null references instagram_accounts (id) on delete cascade,
  cause text not null check (cause in ('proactive', 'manual')),
  asked_at timestamptz not null default evercheck_now(),
  -- The worker that does it; another may when that one is gone.
  holder bigint,
  outcome jsonb,
  ended_at timestamptz
);

create index asked_renewals_account on asked_renewals (account_id);
