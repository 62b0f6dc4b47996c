-- Why a list is short, and what a short list ends a check with, as values: `words` says them.

alter table check_progress rename column why to shortage;
alter table check_progress alter column shortage type jsonb using
  case
    when shortage is null then null
    when confidence = 'confirmed' then
      jsonb_build_object('kind', 'unseen', 'count', greatest(0, expected - fetched))
    when expected is null then
      jsonb_build_object('kind', 'uncounted', 'unserved', '[]'::jsonb,
        'end', coalesce(pass_end, 'end'),
        'passes', jsonb_build_object('which', 'all', 'count', pass))
    else
      jsonb_build_object('kind', 'short', 'present', fetched, 'expected', expected,
        'end', coalesce(pass_end, 'end'),
        'passes', jsonb_build_object('which', 'all', 'count', pass))
  end;
-- An incomplete list always says why.
update check_progress
set shortage = jsonb_build_object('kind', 'uncounted', 'unserved', '[]'::jsonb,
  'end', coalesce(pass_end, 'end'), 'passes', null)
where confidence = 'incomplete' and shortage is null;
alter table check_progress add constraint check_progress_shortage
  check (confidence is distinct from 'incomplete' or shortage is not null);

update checks
set ending_why = coalesce((
  select jsonb_agg(jsonb_build_object('list', list, 'shortage', shortage) order by list)
  from check_progress
  where check_progress.check_id = checks.id and confidence = 'incomplete'
), '[]')::text
where ending = 'incomplete';
