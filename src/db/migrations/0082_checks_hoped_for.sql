--! expand
--! no-transaction
-- Few checks hope for anybody, and every choice asks for them.
create index concurrently if not exists checks_hoped_for on checks (number)
where waits and hoped_for <> '{}';
