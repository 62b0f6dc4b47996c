--! expand
-- A database that has moved to another server is used by nobody any more, and one that something
-- moves into is used when all of it is there: or two would go on with the same checks and sessions.
create table database_moves (
  id text primary key,
  way text not null check (way in ('away', 'here')),
  -- Where the other one is, as people say it.
  place text not null,
  begun_at timestamptz not null,
  ended_at timestamptz
);
