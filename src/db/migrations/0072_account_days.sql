--! expand
-- How much an account has asked on each day, once its minutes are forgotten.
create table account_days (
  account_id text not null references instagram_accounts (id) on delete cascade,
  day date not null,
  requests integer not null,
  primary key (account_id, day)
);
