-- What is asked about a stretch of time, for statistics: refreshes, logins, deaths, ended checks.

create index session_refreshes_started on session_refreshes (started_at)
  include (account_id, cause, method, outcome, form_sent);
create index instagram_sessions_logged_in on instagram_sessions (logged_in_at);
create index instagram_sessions_died on instagram_sessions (died_at) where died_at is not null;
create index checks_finished on checks (finished_at) include (id, state, ending)
  where finished_at is not null;
