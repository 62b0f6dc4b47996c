--! expand
--! no-transaction
-- Who has read of a target before is looked for among all checks that were ever made of it.
create index concurrently if not exists checks_target on checks (target_username);
