-- What was read before: the newest complete list of a profile is kept whole, older ones as what has
-- changed since; and a list may serve another check of the same customer.

-- A customer's complete lists of one kind of one target, in the order in which they were finished.
create table list_series (
  id bigint generated always as identity primary key,
  customer_id text not null references customers (id),
  target_pk bigint not null,
  list text not null check (list in ('followers', 'following')),
  last_place integer not null default 1,
  unique (customer_id, target_pk, list)
);

-- A complete list: whole, as members under its number; or folded, as what has changed since.
create table snapshots (
  number bigint not null,
  list text not null check (list in ('followers', 'following')),
  series_id bigint not null references list_series (id),
  place integer not null,
  -- Who was last seen in an earlier pass had left.
  present_from integer not null,
  -- Since when it is not whole any more; its members are deleted a while later.
  folded_at timestamptz,
  emptied_at timestamptz,
  primary key (number, list),
  unique (series_id, place),
  check (emptied_at is null or folded_at is not null)
);
create index snapshots_whole on snapshots (series_id, place) where folded_at is null;
create index snapshots_to_empty on snapshots (folded_at)
  where folded_at is not null and emptied_at is null;

-- That somebody came or left between the snapshot before and the one at this place. Whether somebody
-- is in an older one, the first change after it tells; where there is none, the next whole one.
create table snapshot_changes (
  series_id bigint not null,
  place integer not null,
  pk bigint not null,
  came boolean not null,
  primary key (series_id, place, pk)
);
create index snapshot_changes_person on snapshot_changes (pk, series_id, place);

insert into list_series (customer_id, target_pk, list, last_place)
select checks.customer_id, checks.target_pk, progress.list, count(*)
from checks
join check_progress progress on progress.check_id = checks.id
where progress.confidence in ('exact', 'confirmed')
  and checks.target_pk is not null
  and checks.lists_deleted_at is null
group by checks.customer_id, checks.target_pk, progress.list;
insert into snapshots (number, list, series_id, place, present_from)
select checks.number, progress.list, series.id,
  row_number() over (partition by series.id order by checks.number),
  coalesce(progress.present_from, 1)
from checks
join check_progress progress on progress.check_id = checks.id
join list_series series
  on series.customer_id = checks.customer_id
  and series.target_pk = checks.target_pk
  and series.list = progress.list
where progress.confidence in ('exact', 'confirmed')
  and checks.lists_deleted_at is null;

alter table check_progress
  -- The number under which its members are kept; null for its check's own.
  add column members_number bigint,
  -- The check that has read it; null for its own.
  add column reused_from text,
  -- Whether that check was paid for.
  add column is_paid boolean not null default false,
  -- When its first page was read.
  add column began_at timestamptz;
create index check_progress_reused on check_progress (members_number, list)
  where members_number is not null;

alter table checks
  -- Whether it may take any list that is not too old; else only what a check has left that came to
  -- nothing.
  add column reuses boolean not null default false;
