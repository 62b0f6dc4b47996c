-- What changed, for sure: names of their time, followers who are gone, and whom a customer ignores.

-- The names that profiles had, and until when: a profile's row knows only its newest one.
create table profile_names (
  pk bigint not null references profiles (pk) on delete cascade,
  username text not null,
  until_at timestamptz not null,
  primary key (pk, until_at, username)
);
insert into profile_names (pk, username, until_at)
select pk, previous_username, renamed_at
from profiles
where previous_username is not null and renamed_at is not null;
alter table profiles drop column previous_username, drop column renamed_at;

-- Followers of a target whom a complete check did not find any more. Not found once, they may have
-- been left out; not found again hours later, they are gone. Who is met again was never away.
create table follower_losses (
  customer_id text not null references customers (id) on delete cascade,
  target_pk bigint not null,
  pk bigint not null references profiles (pk) on delete cascade,
  -- The numbers of the check that saw them last and of the first that did not.
  seen_in bigint not null,
  missed_in bigint not null,
  missed_at timestamptz not null,
  -- The check that did not find them again, or the one that met them after all.
  sure_in bigint,
  sure_at timestamptz,
  met_in bigint,
  reason text check (reason in ('unfollowed', 'blocked', 'gone', 'purged', 'hidden')),
  -- The accounts to which the profile was not shown when they were asked why.
  hidden_from text[] not null default '{}',
  asked_count smallint not null default 0,
  primary key (customer_id, target_pk, pk, missed_in),
  check ((sure_in is null) = (sure_at is null)),
  check (reason is null or sure_in is not null),
  check (sure_in is null or met_in is null)
);
create index follower_losses_unsure on follower_losses (customer_id, target_pk)
  where sure_in is null and met_in is null;
create index follower_losses_unexplained on follower_losses (sure_at)
  where sure_in is not null and (reason is null or reason = 'hidden');

-- Whom a customer does not want to read of, in any check.
create table ignored_profiles (
  customer_id text not null references customers (id) on delete cascade,
  pk bigint not null references profiles (pk) on delete cascade,
  since timestamptz not null,
  primary key (customer_id, pk)
);
