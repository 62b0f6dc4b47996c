-- Where Instagram refuses our own client, the same questions are asked inside the account's own
-- page. Which surfaces those are, and whether the page helps, is known until it is tried again.
create table page_ways (
  account_id text not null references instagram_accounts (id) on delete cascade,
  surface text not null check (surface in
    ('followers', 'following', 'user-info', 'profile-by-name', 'search', 'feed-by-name', 'self')),
  helps boolean not null,
  learned_at timestamptz not null,
  until_at timestamptz not null,
  primary key (account_id, surface)
);
