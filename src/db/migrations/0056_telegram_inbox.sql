-- Updates may come by a webhook, which another process answers than the one that deals with them:
-- what Telegram waits for is marked, and each chat's first is found without looking at the others.
alter table telegram_updates add column is_urgent boolean not null default false;
create index telegram_updates_urgent on telegram_updates (update_id)
  where handled_at is null and is_urgent;
create index telegram_updates_chat on telegram_updates (chat_id, update_id)
  where handled_at is null;
