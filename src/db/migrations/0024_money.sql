-- Money: who orders, what a check costs, and a ledger that is only ever added to.

-- A balance is the sum of a customer's entries. What a chargeback took after it was spent is a debt:
-- the balance never falls below zero, and whatever comes in pays the debt first.
alter table customers
  add column name text not null default '' check (length(name) <= 200),
  add column language text not null default 'en' check (language in ('en', 'ru')),
  add column zone text not null default 'UTC',
  -- False: orders at price 0.
  add column pays boolean not null default true,
  add column balance integer not null default 0 check (balance >= 0),
  add column debt integer not null default 0 check (debt >= 0),
  add column forgotten_at timestamptz,
  add constraint customers_debt check (balance = 0 or debt = 0);
-- Whoever has ordered so far did so at no price.
update customers set name = id, pays = false;
insert into customers (id, name, pays, created_at)
values ('house', 'house', false, evercheck_now())
on conflict (id) do nothing;
create index customers_name on customers (lower(name));

-- How a customer is known to the outside: `house`, `tg:ID` for a chat, the id of a token.
create table identities (
  subject text primary key,
  kind text not null check (kind in ('house', 'telegram', 'token', 'takeover')),
  customer_id text not null references customers (id),
  created_at timestamptz not null
);
create index identities_customer on identities (customer_id);
insert into identities (subject, kind, customer_id, created_at)
values ('house', 'house', 'house', evercheck_now());

-- What a check costs, by the people in both lists together; null is for any more.
create table prices (
  id bigint generated always as identity primary key,
  people_max integer check (people_max > 0),
  credits integer not null check (credits >= 0),
  set_at timestamptz not null,
  unique nulls not distinct (people_max)
);
insert into prices (people_max, credits, set_at) values (null, 1, evercheck_now());

-- No foreign key on the check: an entry outlives its check.
create table balance_entries (
  id bigint generated always as identity primary key,
  customer_id text not null references customers (id),
  check_id text,
  kind text not null check (kind in ('credit', 'hold', 'release', 'capture', 'adjust')),
  credits integer not null,
  -- Why, as a value; and what the operator wrote beside it, which may be taken away.
  reason text not null,
  note text,
  -- Who did it: a room, an operator, a payment.
  actor text not null,
  -- What may be entered once only, such as a charge of Telegram.
  source text unique,
  at timestamptz not null,
  constraint balance_entries_sign check (case kind
    when 'hold' then credits < 0
    when 'capture' then credits < 0
    when 'release' then credits > 0
    when 'credit' then credits > 0
    else credits <> 0
  end),
  constraint balance_entries_check check (
    check_id is not null or kind not in ('hold', 'release', 'capture'))
);
create unique index balance_entries_once on balance_entries (check_id, kind)
  where check_id is not null;
create index balance_entries_customer on balance_entries (customer_id, id) include (credits);

create function refuse_ledger_change() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.note is null
    and to_jsonb(new) - 'note' = to_jsonb(old) - 'note' then
    return new;
  end if;
  raise exception 'the ledger is only ever added to' using errcode = 'restrict_violation';
end
$$;
create trigger balance_entries_kept before update or delete on balance_entries
  for each row execute function refuse_ledger_change();
create trigger balance_entries_kept_whole before truncate on balance_entries
  for each statement execute function refuse_ledger_change();

-- What was paid by other means, once per charge.
create table payments (
  charge_id text primary key,
  provider text not null check (provider in ('telegram-stars')),
  customer_id text not null references customers (id),
  credits integer not null check (credits > 0),
  -- What was paid, in the provider's smallest unit.
  amount integer not null check (amount > 0),
  state text not null check (state in ('paid', 'refunded', 'charged-back')),
  paid_at timestamptz not null,
  ended_at timestamptz
);
create index payments_customer on payments (customer_id);

-- What the nightly comparison of the ledger with itself has found.
create table ledger_comparisons (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  customers_count integer not null,
  findings jsonb not null
);

-- Who a name is, as one question has told: the row is the question until it is answered.
create table profile_lookups (
  target_username text primary key,
  state text not null check (state in ('asked', 'asking', 'answered')),
  asked_at timestamptz not null,
  holder bigint,
  holder_until timestamptz,
  answered_at timestamptz,
  answer text check (answer in ('found', 'private', 'gone', 'unseen', 'blocked-us')),
  pk bigint,
  username text,
  full_name text,
  followers_count integer,
  following_count integer,
  constraint profile_lookups_answered check ((state = 'answered') = (answer is not null))
);
create index profile_lookups_open on profile_lookups (asked_at) where state <> 'answered';
create index profile_lookups_at on profile_lookups (answered_at);

-- The questions that a customer has had asked.
create table quotes (
  id bigint generated always as identity primary key,
  customer_id text not null references customers (id),
  target_username text not null,
  asked_at timestamptz not null
);
create index quotes_customer on quotes (customer_id, asked_at);
create trigger profile_lookups_tell after insert or update of state on profile_lookups
  for each row when (new.state = 'asked') execute function tell_of_work();
create function tell_of_lookup() returns trigger
language plpgsql as $$
begin
  perform pg_notify('evercheck_lookups', '');
  return null;
end
$$;
create trigger profile_lookups_answered after update of state on profile_lookups
  for each row when (new.state = 'answered') execute function tell_of_lookup();

alter table checks
  -- What it will cost as far as is known, the most that it can cost (held), and the prices that
  -- were valid when it was ordered; null where nothing is to be paid.
  add column price integer not null default 0 check (price >= 0),
  add column ceiling integer not null default 0 check (ceiling >= 0),
  add column tariff jsonb,
  -- What its end has cost, and why.
  add column charged integer check (charged >= 0 and charged <= ceiling),
  add column cost_why text;
update checks
set charged = 0,
  cost_why = case
    when ending = 'complete' or (ending = 'incomplete' and state = 'completed') then 'free'
    when ending = 'incomplete' then 'under-threshold'
    when ending = 'target-closed' then ending_why
    else ending
  end
where finished_at is not null;
alter table checks
  add constraint checks_charged check (
    (finished_at is null) = (charged is null) and (finished_at is null) = (cost_why is null)),
  drop constraint checks_ending_check;
alter table checks
  add constraint checks_ending_check check (ending in
    ('complete', 'incomplete', 'target-closed', 'out-of-patience', 'cancelled', 'merged'));
create index checks_customer_created on checks (customer_id, created_at);
create index checks_cancelled on checks (customer_id, finished_at) where ending = 'cancelled';
