--! expand
-- Who follows events is woken by events, and not by every look that has found nothing to tell.
drop trigger events_tell on events;
create trigger events_tell after insert on events
  for each row execute function tell_of_events();
