--! expand
-- How often a login that waits for its human was given more time.
alter table login_dialogues add column prolonged_count integer not null default 0
  check (prolonged_count between 0 and 2);
