-- What is kept for how long: the lists of old checks go, and answers that nobody had seen are kept
-- for a while.

-- Since when the lists of a check are gone: nothing is compared with it any more, and its report
-- cannot be written again.
alter table checks add column lists_deleted_at timestamptz;
create index checks_lists_kept on checks (finished_at)
  where finished_at is not null and lists_deleted_at is null;
create index profiles_seen on profiles (seen_at);

-- Answers that no rule knew, without what is secret or about people. The same answer again is counted.
create table evidence (
  id bigint generated always as identity primary key,
  -- What makes two answers the same.
  fingerprint text not null unique,
  surface text not null,
  account_id text references instagram_accounts (id) on delete set null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count integer not null default 1,
  evidence jsonb not null,
  sketch text not null
);
create index evidence_last on evidence (last_at);
create index evidence_account on evidence (account_id);
