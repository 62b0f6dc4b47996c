-- Whoever alerts people must hear of recovery as surely as of trouble: an account that is used again,
-- and one that the operator pauses, is told in the commit that makes it so, whoever made it.

create function tell_of_standing() returns trigger
language plpgsql as $$
begin
  insert into events (kind, account_id, detail)
  values (
    case when new.standing = 'active' then 'account-recovered' else 'account-paused' end,
    new.id,
    jsonb_build_object(
      'from', old.standing,
      'by', case
        when old.standing = 'blocked' and old.standing_until <= evercheck_now() then 'time'
        else 'operator'
      end));
  return null;
end
$$;
create trigger accounts_tell_of_standing after update of standing on instagram_accounts
  for each row
  when (old.standing is distinct from new.standing and new.standing in ('active', 'paused'))
  execute function tell_of_standing();
