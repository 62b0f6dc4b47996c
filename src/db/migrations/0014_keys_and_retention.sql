-- The keys a database knows, so that no second key is begun beside the first; and sealed sessions
-- that are erased as soon as nobody needs them.

-- A fingerprint tells nothing of a key. The key that a database is begun with is there once: of two
-- machines that each make one, the second is refused before it has sealed anything.
create table vault_keys (
  fingerprint text primary key,
  name text not null,
  is_first boolean not null,
  known_since timestamptz not null
);
create unique index vault_keys_one_first on vault_keys (is_first) where is_first;

alter table instagram_sessions alter column state_encrypted drop not null;
alter table instagram_sessions add constraint instagram_sessions_sealed
  check (label = 'retired' or state_encrypted is not null);

-- A dead session's cookies are of no use to anybody but a thief of a later key.
update instagram_sessions set state_encrypted = null
where label = 'retired' and died_at is not null;
