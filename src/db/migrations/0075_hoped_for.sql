--! expand
-- Whoever is known to see a target is asked about it even if three others have called it closed: the
-- target itself, and who has read of it for an earlier check.
alter table checks add column hoped_for text[] not null default '{}';

create or replace function may_read(account_id text, is_living boolean, c checks) returns boolean
language sql stable as $$
  select (c.asked_account_id is null or c.asked_account_id = account_id)
    and not account_id = any(c.closed_to)
    and (c.closed_to = '{}'
      or (is_living and (cardinality(c.closed_to) < 3 or account_id = any(c.hoped_for)))
      or has_begun(account_id, c.id))
$$;
