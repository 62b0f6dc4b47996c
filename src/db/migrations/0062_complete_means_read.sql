--! expand
-- Completed is a check whose lists were read to their ends, and they are there for as long as it
-- says so: whatever way leads to a result finds them.
create function completed_has_lists() returns trigger
language plpgsql as $$
declare
  finished integer;
begin
  select count(*) into finished
  from check_progress
  where check_id = new.id and confidence is not null;
  -- What makes losses sure reads the followers alone.
  if finished < (case when new.purpose = 'confirm' then 1 else 2 end) then
    raise exception 'check % cannot be completed: % of its lists were read to their ends',
      new.id, finished;
  end if;
  return new;
end
$$;

create trigger checks_completed
  before update of state on checks
  for each row
  when (new.state = 'completed' and old.state <> 'completed')
  execute function completed_has_lists();

create function completed_keeps_lists() returns trigger
language plpgsql as $$
begin
  -- Deleted together with its check, a list finds none any more.
  if exists (
    select from checks
    where id = old.check_id and state = 'completed' and lists_deleted_at is null
  ) then
    raise exception 'the % of check % belong to a result that is kept', old.list, old.check_id;
  end if;
  return old;
end
$$;

create trigger check_progress_kept
  before delete on check_progress
  for each row
  execute function completed_keeps_lists();
