--! expand
-- Whether an account may read a check, but for whose turn it is. Nothing is logged in to hear once
-- more that a target is closed; but an account that has read of it knows that it is not, and goes
-- on after a login. Nobody else could, and the check would wait for it for ever.
create or replace function may_read(account_id text, is_living boolean, c checks) returns boolean
language sql stable as $$
  select (c.asked_account_id is null or c.asked_account_id = account_id)
    and not account_id = any(c.closed_to)
    and (is_living or c.closed_to = '{}' or exists (
      select from check_progress progress
      where progress.check_id = c.id
        and progress.account_id = may_read.account_id
        and progress.fetched > 0))
$$;
