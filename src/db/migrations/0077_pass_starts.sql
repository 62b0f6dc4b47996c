--! expand
-- When each later pass over a list was begun, so that people can see it in the course of a check:
-- pairs of tenths of a second since the check was begun, and the number of the pass.
alter table check_progress add column pass_starts integer[] not null default '{}';
