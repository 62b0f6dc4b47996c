--! expand
-- Apart from may_read, which is asked for thousands of checks and is only written into the statement
-- around it as long as it looks into no table itself.
create function has_begun(p_account text, p_check text) returns boolean
language sql stable as $$
  select exists (
    select from check_progress progress
    where progress.check_id = p_check
      and progress.account_id = p_account
      and progress.fetched > 0)
$$;

create or replace function may_read(account_id text, is_living boolean, c checks) returns boolean
language sql stable as $$
  select (c.asked_account_id is null or c.asked_account_id = account_id)
    and not account_id = any(c.closed_to)
    and (is_living or c.closed_to = '{}' or has_begun(account_id, c.id))
$$;
