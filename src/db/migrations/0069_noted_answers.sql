--! expand
-- What matters is sent in two steps, a message that says nothing yet and then what it becomes: whoever
-- goes on after a death finds the message that was noted, and sends no second one.
alter table telegram_letters add column opening jsonb;
alter table telegram_letters add column message_id bigint;
-- The message in which an update is answered with a file.
alter table telegram_updates add column answer_id bigint;
-- How many parts of a result have gone whose workbook Telegram does not take.
alter table telegram_posts add column parts integer not null default 0 check (parts >= 0);
