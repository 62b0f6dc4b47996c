--! expand
-- The export that was sent last: an earlier one may follow, and both are compared.
alter table telegram_questions drop constraint telegram_questions_kind_check;
alter table telegram_questions add constraint telegram_questions_kind_check
  check (kind in ('target', 'ignore', 'feedback', 'support', 'export'));
