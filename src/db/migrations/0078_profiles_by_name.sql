--! expand
--! no-transaction
-- A page of a long list by name is found in the order of names instead of sorting the list for it.
create index concurrently if not exists profiles_name on profiles (username collate "C", pk);
