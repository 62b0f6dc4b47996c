-- Who may come in with a token, and a book of who did what.

-- Only the hash of a token is kept: it has 256 random bits, so nobody finds it by trying.
create table api_tokens (
  id text primary key,
  name text not null,
  secret_hash text not null unique,
  scope text not null check (scope in ('admin', 'read', 'customer')),
  customer_id text references customers (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_tokens_customer check ((scope = 'customer') = (customer_id is not null))
);
create index api_tokens_customer_id on api_tokens (customer_id) where customer_id is not null;

-- Who did what to what, and from where. No foreign keys: the book outlives what it tells of.
create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default evercheck_now(),
  actor_kind text not null check (actor_kind in
    ('operator', 'token', 'customer', 'machine', 'nobody')),
  actor_id text,
  actor_name text,
  address text,
  act text not null,
  object_kind text,
  object_id text,
  outcome text not null check (outcome in ('done', 'refused')),
  detail jsonb not null default '{}'
);
create index audit_log_at on audit_log (at);
create index audit_log_object on audit_log (object_kind, object_id, id);

-- Nothing is changed, and nothing goes before it is 90 days old.
create function keep_audit_log() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < evercheck_now() - interval '90 days' then
    return old;
  end if;
  raise exception 'the audit log is only added to';
end
$$;
create trigger audit_log_kept before update or delete on audit_log
  for each row execute function keep_audit_log();
create trigger audit_log_kept_whole before truncate on audit_log
  for each statement execute function keep_audit_log();
