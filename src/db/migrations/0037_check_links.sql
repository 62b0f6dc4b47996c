-- Links with which anybody who has one sees the result of one check, until it ends or is ended.

-- The link itself is signed, and stands nowhere.
create table check_links (
  id text primary key,
  check_id text not null references checks (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index check_links_check on check_links (check_id);
