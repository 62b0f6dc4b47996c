-- How far a list had come at which moment, so that people can see what happened in a check: pairs of
-- tenths of a second since the check was begun, and the people found by then. Fewer of them the
-- longer a list gets.
alter table check_progress add column course integer[] not null default '{}';
