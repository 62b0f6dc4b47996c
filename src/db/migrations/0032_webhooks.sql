-- Programs of customers and of the operator are told when a check ends: what is to be told is put
-- down in the commit that notes how far the events were read, so that nothing is told twice or never.
create table webhooks (
  id text primary key,
  -- Whose checks it is told of; null for everybody's.
  customer_id text references customers (id) on delete cascade,
  url text not null,
  -- Separated by blanks.
  kinds text not null,
  secret_sealed text not null,
  -- The one before, which signs as well until then.
  previous_secret_sealed text,
  previous_until timestamptz,
  disabled_at timestamptz,
  disabled_why text check (disabled_why in ('gone', 'by-hand')),
  created_at timestamptz not null
);

create index webhooks_customer_id on webhooks (customer_id);

create table webhook_deliveries (
  id text primary key,
  webhook_id text not null references webhooks (id) on delete cascade,
  kind text not null,
  check_id text,
  payload text not null,
  state text not null check (state in ('waiting', 'sent', 'dead')),
  attempts integer not null default 0,
  last_status integer,
  last_why text,
  next_at timestamptz,
  created_at timestamptz not null,
  finished_at timestamptz
);

create index webhook_deliveries_webhook_id on webhook_deliveries (webhook_id, created_at desc, id);
create index webhook_deliveries_finished_at on webhook_deliveries (finished_at);

-- How far the events were read.
create table webhook_place (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null,
  event_id bigint not null
);
