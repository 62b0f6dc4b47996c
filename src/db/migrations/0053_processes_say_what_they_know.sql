--! expand
-- Which migrations a process knows: what takes away something that an older program uses waits until
-- no such program runs.
alter table holders add column knows text[];
