--! expand
-- Messages that answer nothing: what is told of is told in its commit, and sent until it has gone.
create table telegram_letters (
  id bigint generated always as identity primary key,
  -- What it tells: of what has one, nobody hears twice.
  key text unique,
  chat_id bigint not null references telegram_chats (chat_id) on delete cascade,
  -- Text, entities and buttons as Telegram takes them; null when it has gone.
  message jsonb,
  -- What a reply to it means.
  notice_kind text check (notice_kind in ('dialogue', 'support', 'feedback')),
  notice_about text,
  created_at timestamptz not null,
  due_at timestamptz not null,
  tries integer not null default 0,
  check ((notice_kind is null) = (notice_about is null))
);
create index telegram_letters_due on telegram_letters (chat_id, id) where message is not null;
create index telegram_letters_chat on telegram_letters (chat_id);
create index telegram_letters_about on telegram_letters (notice_about) where notice_about is not null;
create index telegram_letters_old on telegram_letters (created_at);
