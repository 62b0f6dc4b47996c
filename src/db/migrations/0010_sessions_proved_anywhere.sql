-- What is known of an account beyond one answer: how often it was throttled or vague, what is not
-- served to it, since when its login lives, and the device of one that never logged in.

-- Throttles (`last_hit_at`) and vague answers are counted apart.
alter table instagram_accounts add column vague_hit_at timestamptz;
-- Cookies of a login that came to nothing, sealed: the next one comes from the same device.
alter table instagram_accounts add column device_encrypted text;

-- A login lives from `logged_in_at` until it dies, however many versions carry it on; `renewed_at`
-- is when a login or a visit has last proved it.
alter table instagram_sessions add column logged_in_at timestamptz;
alter table instagram_sessions add column renewed_at timestamptz;
update instagram_sessions
set logged_in_at = created_at, renewed_at = coalesce(last_verified_at, created_at);
alter table instagram_sessions alter column logged_in_at set not null;
alter table instagram_sessions alter column renewed_at set not null;

-- A login is a form that was sent, whatever came of it.
alter table session_refreshes add column form_sent boolean not null default false;
update session_refreshes
set form_sent = outcome not in
  ('still-logged-in', 'technical', 'interrupted', 'password-missing', 'under-way');
alter table session_refreshes drop constraint session_refreshes_cause_check;
alter table session_refreshes add constraint session_refreshes_cause_check
  check (cause in ('first', 'proactive', 'reactive', 'manual', 'doubt'));
alter table session_refreshes add constraint session_refreshes_method_check
  check (method in ('browser', 'instagrapi', 'import', 'assisted'));

-- Surfaces that Instagram does not serve to an account, until they are asked again.
create table unserved_surfaces (
  account_id text not null references instagram_accounts (id) on delete cascade,
  surface text not null check (surface in
    ('followers', 'following', 'user-info', 'profile-by-name', 'search', 'feed-by-name', 'self')),
  refused_row text not null,
  learned_at timestamptz not null,
  until_at timestamptz not null,
  primary key (account_id, surface)
);
