-- The Telegram bot: who writes to it, what came in, what it has asked, and what it shows.

-- A private chat. It goes with the identity `tg:ID`, so that whoever is forgotten is forgotten here.
create table telegram_chats (
  chat_id bigint primary key,
  customer_id text not null references customers (id),
  -- The person's own name in Telegram, without @; null without one.
  username text,
  -- Nothing can be sent there: the person has blocked the bot, or is gone.
  silent_since timestamptz,
  invited_by text references customers (id),
  created_at timestamptz not null
);
create index telegram_chats_customer on telegram_chats (customer_id);
create index telegram_chats_invited on telegram_chats (invited_by) where invited_by is not null;

create function forget_telegram_chat() returns trigger
language plpgsql as $$
begin
  if old.kind = 'telegram' then
    delete from telegram_chats where chat_id::text = substr(old.subject, 4);
  end if;
  return null;
end
$$;
create trigger identities_forget_chat after delete on identities
  for each row execute function forget_telegram_chat();

-- Updates as they came in, each once. What was in them is kept until it is dealt with and no longer.
create table telegram_updates (
  update_id bigint primary key,
  chat_id bigint,
  received_at timestamptz not null,
  handled_at timestamptz,
  tries integer not null default 0,
  body jsonb,
  check (handled_at is not null or body is not null)
);
create index telegram_updates_open on telegram_updates (update_id) where handled_at is null;
create index telegram_updates_old on telegram_updates (received_at);

-- What a chat was asked last and has not answered: one question at a time.
create table telegram_questions (
  chat_id bigint primary key references telegram_chats (chat_id) on delete cascade,
  kind text not null check (kind in ('target', 'ignore', 'feedback', 'support')),
  -- What it is about: a check.
  about text,
  asked_at timestamptz not null,
  until timestamptz not null
);

-- A message that looks a profile up and then shows what a check of it would be.
create table telegram_cards (
  chat_id bigint not null references telegram_chats (chat_id) on delete cascade,
  message_id bigint not null,
  target_username text not null,
  asked_at timestamptz not null,
  primary key (chat_id, message_id)
);

-- The one message about a check: it shows how far it is, and then what it came to.
create table telegram_posts (
  check_id text primary key,
  chat_id bigint not null references telegram_chats (chat_id) on delete cascade,
  -- Null until the first message was sent; a check that was ordered on a card begins with that one.
  message_id bigint,
  state text not null check (state in ('open', 'result', 'bell', 'done')),
  -- A digest of what it shows, so that nothing is edited into what it is.
  shown text,
  shown_at timestamptz,
  due_at timestamptz not null,
  tries integer not null default 0
);
create index telegram_posts_due on telegram_posts (due_at) where state <> 'done';
create index telegram_posts_chat on telegram_posts (chat_id);

-- Invoices. Each is for one chat, and paid once; what Telegram calls it is our payload.
create table telegram_invoices (
  id text primary key,
  chat_id bigint not null references telegram_chats (chat_id) on delete cascade,
  customer_id text not null references customers (id),
  credits integer not null check (credits > 0),
  stars integer not null check (stars > 0),
  -- The profile whose check it is for; null for a pack.
  target_username text,
  message_id bigint,
  state text not null check (state in ('open', 'paid', 'closed')),
  created_at timestamptz not null,
  until timestamptz not null
);
create index telegram_invoices_chat on telegram_invoices (chat_id);

-- Whether a result was right, as its customer says.
create table check_feedback (
  check_id text primary key,
  customer_id text not null references customers (id),
  is_right boolean not null,
  note text check (length(note) <= 4000),
  at timestamptz not null
);
create index check_feedback_customer on check_feedback (customer_id);
create index check_feedback_wrong on check_feedback (at) where not is_right;

-- Messages to operators that stand for something: what a reply to them means.
create table telegram_notices (
  chat_id bigint not null,
  message_id bigint not null,
  kind text not null check (kind in ('dialogue', 'support', 'feedback')),
  about text not null,
  sent_at timestamptz not null,
  primary key (chat_id, message_id)
);
create index telegram_notices_about on telegram_notices (kind, about);

-- Up to where the bot has read the events, and what it has done once a day.
create table telegram_state (
  only_row boolean primary key default true check (only_row),
  cursor text,
  summary_on date,
  compared_on date
);
insert into telegram_state default values;
