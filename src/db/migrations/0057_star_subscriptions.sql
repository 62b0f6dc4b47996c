-- Subscriptions that Telegram renews every thirty days: each payment of one gives its credits.
alter table telegram_invoices add column is_subscription boolean not null default false;

create table telegram_subscriptions (
  -- The invoice of its first payment; Telegram gives it back with every other one.
  invoice_id text primary key references telegram_invoices (id) on delete cascade,
  chat_id bigint not null references telegram_chats (chat_id) on delete cascade,
  customer_id text not null references customers (id),
  -- The charge of the first payment, by which Telegram knows the subscription, and of the last one.
  charge_id text not null,
  last_charge_id text not null,
  credits integer not null check (credits > 0),
  stars integer not null check (stars > 0),
  -- What is paid for ends then, and is paid for again unless it was ended.
  until timestamptz not null,
  cancelled_at timestamptz,
  -- The customer has been told that it is over.
  over_told_at timestamptz,
  created_at timestamptz not null
);
create index telegram_subscriptions_chat on telegram_subscriptions (chat_id);
create index telegram_subscriptions_customer on telegram_subscriptions (customer_id);
create index telegram_subscriptions_untold on telegram_subscriptions (until)
  where over_told_at is null;
