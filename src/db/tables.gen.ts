// Generated from src/db/migrations by tools/generate-tables.ts. Do not edit.
import type { Generated } from 'kysely'

export type AccountDaysTable = {
  account_id: string
  day: unknown
  requests: number
}

export type AccountRequestsTable = {
  account_id: string
  minute_at: Date
  count: number
}

export type AlertDeliveriesTable = {
  id: string
  notice_id: string
  channel: 'telegram' | 'mail' | 'ntfy' | 'webhook'
  target: string
  state: 'waiting' | 'sent' | 'dead'
  attempts: Generated<number>
  last_error: string | null
  created_at: Date
  tried_at: Date | null
  ended_at: Date | null
}

export type AlertNoticesTable = {
  id: string
  at: Date
  change: 'raised' | 'repeated' | 'resolved' | 'test'
  rule: string
  severity: 'critical' | 'warning' | 'info'
  alerts: unknown
}

export type AlertSilencesTable = {
  id: string
  rule: string
  subject: string | null
  until_at: Date
  made_at: Date
  made_by: string
}

export type AlertsTable = {
  id: string
  rule: string
  subject: string
  name: string
  severity: 'critical' | 'warning' | 'info'
  value: number
  detail: Generated<unknown>
  since_at: Date
  seen_at: Date
  raised_at: Date | null
  resolved_at: Date | null
  told_at: Date | null
  is_end_told: Generated<boolean>
  acknowledged_at: Date | null
  acknowledged_by: string | null
}

export type ApiTokensTable = {
  id: string
  name: string
  secret_hash: string
  scope: 'admin' | 'read' | 'customer'
  customer_id: string | null
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

export type AskedRenewalsTable = {
  id: Generated<string>
  account_id: string
  cause: 'proactive' | 'manual'
  asked_at: Generated<Date>
  holder: string | null
  outcome: unknown | null
  ended_at: Date | null
}

export type AuditChainTable = {
  place: string
  entry_id: string
  hash: string
}

export type AuditLogTable = {
  id: Generated<string>
  at: Generated<Date>
  actor_kind: 'operator' | 'token' | 'customer' | 'machine' | 'nobody'
  actor_id: string | null
  actor_name: string | null
  address: string | null
  act: string
  object_kind: string | null
  object_id: string | null
  outcome: 'done' | 'refused' | 'begun'
  detail: Generated<unknown>
}

export type BalanceEntriesTable = {
  id: Generated<string>
  customer_id: string
  check_id: string | null
  kind: 'credit' | 'hold' | 'release' | 'capture' | 'adjust'
  credits: number
  reason: string
  note: string | null
  actor: string
  source: string | null
  at: Date
}

export type CheckFeedbackTable = {
  check_id: string
  customer_id: string
  is_right: boolean
  note: string | null
  at: Date
}

export type CheckLinksTable = {
  id: string
  check_id: string
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
}

export type CheckMembersTable = {
  check_number: string
  list: 'followers' | 'following'
  pk: string
  pass: number
}

export type CheckProgressTable = {
  check_id: string
  list: 'followers' | 'following'
  status: 'in_progress' | 'paused' | 'completed'
  account_id: string | null
  pass: Generated<number>
  current_cursor: string | null
  cursor_best_before: Date | null
  expected: number | null
  fetched: Generated<number>
  pages: Generated<number>
  pass_pages: Generated<number>
  pass_rows: Generated<number>
  pass_people: Generated<number>
  pass_news: Generated<number>
  barren_pages: Generated<number>
  passes_without_news: Generated<number>
  pass_end: string | null
  confidence: 'exact' | 'confirmed' | 'incomplete' | null
  shortage: unknown | null
  last_update_at: Date
  resume_at: Date | null
  passes_lost: Generated<number>
  counter_moved: Generated<boolean>
  present_from: number | null
  course: Generated<unknown>
  members_number: string | null
  reused_from: string | null
  is_paid: Generated<boolean>
  began_at: Date | null
  pass_starts: Generated<unknown>
}

export type ChecksTable = {
  id: string
  number: Generated<string>
  customer_id: string
  target_username: string
  target_pk: string | null
  target_name_now: string | null
  state: 'queued' | 'running' | 'parked' | 'completed' | 'failed' | 'cancelled'
  why: string | null
  parked_until: Date | null
  holder: string | null
  fence: Generated<string>
  holder_until: Date | null
  requests: Generated<number>
  logins: Generated<number>
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
  last_update_at: Date
  asked_account_id: string | null
  is_in_front: Generated<boolean>
  bound_to: string | null
  urgent_at: Date | null
  left_count: Generated<string>
  closed_to: Generated<unknown>
  closed_why: 'private' | 'gone' | 'unseen' | 'blocked-us' | null
  closed_at: Date | null
  parked_for: 'time' | 'account' | 'crashes' | null
  patience_ms: number
  still_ms: Generated<number>
  still_since: Date | null
  finished_lists: Generated<number>
  ending: 'complete' | 'incomplete' | 'target-closed' | 'out-of-patience' | 'cancelled' | 'merged' | null
  ending_why: string | null
  waits: boolean
  lists_deleted_at: Date | null
  crash_count: Generated<number>
  crash_pages: Generated<number>
  price: Generated<number>
  ceiling: Generated<number>
  tariff: unknown | null
  charged: number | null
  cost_why: string | null
  purpose: Generated<'order' | 'watch' | 'confirm'>
  is_behind: boolean
  reuses: Generated<boolean>
  hoped_for: Generated<unknown>
}

export type CustomersTable = {
  id: string
  turn: Generated<string>
  waiting_count: Generated<number>
  open_count: Generated<number>
  created_at: Date
  name: Generated<string>
  language: Generated<'en' | 'ru'>
  zone: Generated<string>
  pays: Generated<boolean>
  balance: Generated<number>
  debt: Generated<number>
  forgotten_at: Date | null
}

export type DatabaseMovesTable = {
  id: string
  way: 'away' | 'here'
  place: string
  begun_at: Date
  ended_at: Date | null
}

export type EventsTable = {
  id: Generated<string>
  xid: Generated<unknown>
  at: Generated<Date>
  kind: string
  check_id: string | null
  account_id: string | null
  customer_id: string | null
  detail: Generated<unknown>
}

export type EventsDeletedTable = {
  only_row: Generated<boolean>
  xid: unknown
  id: string
}

export type EvidenceTable = {
  id: Generated<string>
  fingerprint: string
  surface: string
  account_id: string | null
  first_at: Date
  last_at: Date
  count: Generated<number>
  evidence: unknown
  sketch: string
}

export type FollowerLossesTable = {
  customer_id: string
  target_pk: string
  pk: string
  seen_in: string
  missed_in: string
  missed_at: Date
  sure_in: string | null
  sure_at: Date | null
  met_in: string | null
  reason: 'unfollowed' | 'blocked' | 'gone' | 'purged' | 'hidden' | null
  hidden_from: Generated<unknown>
  asked_count: Generated<number>
}

export type HoldersTable = {
  holder: string
  liveness: 'lock' | 'beat'
  started_at: Date
  beat_at: Date
  works: Generated<boolean>
  roles: Generated<unknown>
  host: Generated<string>
  pid: Generated<number>
  version: Generated<string>
  knows: unknown | null
}

export type IdempotencyKeysTable = {
  owner: string
  key: string
  digest: string
  status: number
  answer: unknown
  created_at: Date
}

export type IdentitiesTable = {
  subject: string
  kind: 'house' | 'telegram' | 'token' | 'takeover'
  customer_id: string
  created_at: Date
}

export type IgnoredProfilesTable = {
  customer_id: string
  pk: string
  since: Date
}

export type InstagramAccountsTable = {
  id: string
  username: string
  credential_id: string | null
  pk: string | null
  standing: 'active' | 'paused' | 'wrong-password' | 'code-needed' | 'challenged' | 'blocked' | 'suspended' | 'failing'
  standing_why: string | null
  standing_until: Date | null
  fail_count: Generated<number>
  last_error: string | null
  lease_holder: string | null
  lease_fence: Generated<string>
  lease_until: Date | null
  pace_factor: Generated<number>
  resting_until: Date | null
  resting_why: string | null
  throttle_hits: Generated<number>
  vague_hits: Generated<number>
  last_hit_at: Date | null
  created_at: Date
  login_since: Date | null
  ready_at: Date
  idle_since: Date | null
  vague_hit_at: Date | null
  device_encrypted: string | null
  role: Generated<'checks' | 'backup'>
  proxy_encrypted: string | null
  proxy_says: string | null
}

export type InstagramSessionsTable = {
  id: string
  account_id: string
  version: number
  label: 'pending' | 'current' | 'previous' | 'retired'
  state_encrypted: string | null
  method: 'browser' | 'instagrapi' | 'import' | 'assisted'
  fence: string
  created_at: Date
  last_verified_at: Date | null
  next_refresh_at: Date | null
  refresh_attempts: Generated<number>
  last_error: string | null
  died_at: Date | null
  cause: string | null
  logged_in_at: Date
  renewed_at: Date
  postponed_until: Date | null
}

export type LedgerComparisonsTable = {
  id: Generated<string>
  at: Date
  customers_count: number
  findings: unknown
}

export type ListSeriesTable = {
  id: Generated<string>
  customer_id: string
  target_pk: string
  list: 'followers' | 'following'
  last_place: Generated<number>
}

export type LoginDialoguesTable = {
  id: string
  account_id: string
  state: 'ordered' | 'open' | 'ended'
  cause: 'challenge' | 'code' | 'by-hand'
  asks: 'human' | 'code'
  said: string | null
  place: string | null
  opened_by: string
  holder: string | null
  opened_at: Date
  expires_at: Date
  ended_at: Date | null
  ending: 'logged-in' | 'closed' | 'expired' | 'interrupted' | 'left' | 'failed' | 'refused' | null
  controller: string | null
  control_fence: Generated<string>
  controlled_at: Date | null
  input_number: Generated<string>
  code_count: Generated<number>
  prolonged_count: Generated<number>
}

export type LoginFramesTable = {
  dialogue_id: string
  number: string
  width: number
  height: number
  taken_at: Date
  frame_sealed: string
}

export type LoginInputsTable = {
  dialogue_id: string
  number: string
  input_sealed: string
}

export type MigrationsTable = {
  name: string
  digest: string
  applied_at: Date
  kind: Generated<string>
}

export type OperatorDevicesTable = {
  secret_hash: string
  operator_id: string
  expires_at: Date
}

export type OperatorInvitationsTable = {
  id: string
  secret_hash: string
  is_first_run: boolean
  role: 'owner' | 'operator' | 'read-only'
  operator_id: string | null
  created_at: Date
  expires_at: Date
}

export type OperatorPasskeysTable = {
  id: string
  operator_id: string
  public_key: string
  counter: string
  host: string
  name: string
  transports: string
  created_at: Date
  last_used_at: Date | null
}

export type OperatorSessionsTable = {
  id: string
  secret_hash: string
  operator_id: string
  method: 'passkey' | 'password'
  address: string | null
  user_agent: string | null
  created_at: Date
  seen_at: Date
  expires_at: Date
  sudo_until: Date | null
}

export type OperatorTotpsTable = {
  id: string
  secret_encrypted: string
  last_step: string | null
}

export type OperatorsTable = {
  id: string
  name: string
  role: 'owner' | 'operator' | 'read-only'
  password_hash: string | null
  created_at: Date
}

export type PageWaysTable = {
  account_id: string
  surface: 'followers' | 'following' | 'user-info' | 'profile-by-name' | 'search' | 'feed-by-name' | 'self'
  helps: boolean
  learned_at: Date
  until_at: Date
}

export type PaymentsTable = {
  charge_id: string
  provider: string
  customer_id: string
  credits: number
  amount: number
  state: 'paid' | 'refunded' | 'charged-back'
  paid_at: Date
  ended_at: Date | null
}

export type PricesTable = {
  id: Generated<string>
  people_max: number | null
  credits: number
  set_at: Date
}

export type ProfileLookupsTable = {
  target_username: string
  state: 'asked' | 'asking' | 'answered'
  asked_at: Date
  holder: string | null
  holder_until: Date | null
  answered_at: Date | null
  answer: 'found' | 'private' | 'gone' | 'unseen' | 'blocked-us' | null
  pk: string | null
  username: string | null
  full_name: string | null
  followers_count: number | null
  following_count: number | null
}

export type ProfileNamesTable = {
  pk: string
  username: string
  until_at: Date
}

export type ProfilesTable = {
  pk: string
  username: string
  full_name: string
  is_private: boolean
  is_verified: boolean
  seen_at: Date
}

export type QuotesTable = {
  id: Generated<string>
  customer_id: string
  target_username: string
  asked_at: Date
}

export type RateLimitsTable = {
  key: string
  full_at: Date
}

export type RefreshCredentialsTable = {
  id: string
  username: string
  password_encrypted: string
  totp_secret_encrypted: string | null
  totp_last_step: string | null
  is_active: boolean
  created_at: Date
  last_used_at: Date | null
}

export type SchedulesTable = {
  kind: string
  cron: string
  zone: string
  next_run_at: Date
  last_run_at: Date | null
  last_success_at: Date | null
  last_failure_at: Date | null
  last_error: string | null
  missed_count: Generated<number>
}

export type SessionRefreshesTable = {
  id: string
  account_id: string
  session_id: string | null
  cause: 'first' | 'proactive' | 'reactive' | 'manual' | 'doubt'
  method: 'browser' | 'instagrapi' | 'import' | 'assisted'
  started_at: Date
  finished_at: Date | null
  outcome: string
  detail: string | null
  form_sent: Generated<boolean>
}

export type SignInChallengesTable = {
  id: string
  purpose: 'register' | 'sign-in' | 'sudo' | 'totp'
  challenge: string
  subject: string | null
  expires_at: Date
}

export type SnapshotChangesTable = {
  series_id: string
  place: number
  pk: string
  came: boolean
}

export type SnapshotsTable = {
  number: string
  list: 'followers' | 'following'
  series_id: string
  place: number
  present_from: number
  folded_at: Date | null
  emptied_at: Date | null
}

export type SoleRolesTable = {
  role: string
  holder: string | null
  since: Date
}

export type TelegramCardsTable = {
  chat_id: string
  message_id: string
  target_username: string
  asked_at: Date
}

export type TelegramChatsTable = {
  chat_id: string
  customer_id: string
  username: string | null
  silent_since: Date | null
  invited_by: string | null
  created_at: Date
}

export type TelegramInvoicesTable = {
  id: string
  chat_id: string
  customer_id: string
  credits: number
  stars: number
  target_username: string | null
  message_id: string | null
  state: 'open' | 'paid' | 'closed'
  created_at: Date
  until: Date
  is_subscription: Generated<boolean>
}

export type TelegramLettersTable = {
  id: Generated<string>
  key: string | null
  chat_id: string
  message: unknown | null
  notice_kind: 'dialogue' | 'support' | 'feedback' | null
  notice_about: string | null
  created_at: Date
  due_at: Date
  tries: Generated<number>
  opening: unknown | null
  message_id: string | null
}

export type TelegramNoticesTable = {
  chat_id: string
  message_id: string
  kind: 'dialogue' | 'support' | 'feedback'
  about: string
  sent_at: Date
}

export type TelegramPostsTable = {
  check_id: string
  chat_id: string
  message_id: string | null
  state: 'open' | 'result' | 'bell' | 'done'
  shown: string | null
  shown_at: Date | null
  due_at: Date
  tries: Generated<number>
  parts: Generated<number>
}

export type TelegramQuestionsTable = {
  chat_id: string
  kind: 'target' | 'ignore' | 'feedback' | 'support' | 'export'
  about: string | null
  asked_at: Date
  until: Date
}

export type TelegramStateTable = {
  only_row: Generated<boolean>
  cursor: string | null
  summary_on: unknown | null
  compared_on: unknown | null
}

export type TelegramSubscriptionsTable = {
  invoice_id: string
  chat_id: string
  customer_id: string
  charge_id: string
  last_charge_id: string
  credits: number
  stars: number
  until: Date
  cancelled_at: Date | null
  over_told_at: Date | null
  created_at: Date
}

export type TelegramUpdatesTable = {
  update_id: string
  chat_id: string | null
  received_at: Date
  handled_at: Date | null
  tries: Generated<number>
  body: unknown | null
  is_urgent: Generated<boolean>
  answer_id: string | null
}

export type UnservedSurfacesTable = {
  account_id: string
  surface: 'followers' | 'following' | 'user-info' | 'profile-by-name' | 'search' | 'feed-by-name' | 'self'
  refused_row: string
  learned_at: Date
  until_at: Date
}

export type VaultKeysTable = {
  fingerprint: string
  name: string
  is_first: boolean
  known_since: Date
  wrapped: string | null
  given_up_at: Date | null
}

export type WatchesTable = {
  id: string
  customer_id: string
  target_username: string
  target_pk: string | null
  every_days: number
  quiet_from: number | null
  quiet_until: number | null
  created_at: Date
  next_at: Date
  paused_for: 'credits' | 'limit' | null
  last_check: string | null
  told_number: Generated<string>
  closed_count: Generated<number>
  ended_at: Date | null
  ended_for: 'customer' | 'closed' | 'forgotten' | null
}

export type WebhookDeliveriesTable = {
  id: string
  webhook_id: string
  kind: string
  check_id: string | null
  payload: string
  state: 'waiting' | 'sent' | 'dead'
  attempts: Generated<number>
  last_status: number | null
  last_why: string | null
  next_at: Date | null
  created_at: Date
  finished_at: Date | null
}

export type WebhookPlaceTable = {
  only_row: Generated<boolean>
  xid: unknown
  event_id: string
}

export type WebhooksTable = {
  id: string
  customer_id: string | null
  url: string
  kinds: string
  secret_sealed: string
  previous_secret_sealed: string | null
  previous_until: Date | null
  disabled_at: Date | null
  disabled_why: 'gone' | 'by-hand' | null
  created_at: Date
}

export type Tables = {
  account_days: AccountDaysTable
  account_requests: AccountRequestsTable
  alert_deliveries: AlertDeliveriesTable
  alert_notices: AlertNoticesTable
  alert_silences: AlertSilencesTable
  alerts: AlertsTable
  api_tokens: ApiTokensTable
  asked_renewals: AskedRenewalsTable
  audit_chain: AuditChainTable
  audit_log: AuditLogTable
  balance_entries: BalanceEntriesTable
  check_feedback: CheckFeedbackTable
  check_links: CheckLinksTable
  check_members: CheckMembersTable
  check_progress: CheckProgressTable
  checks: ChecksTable
  customers: CustomersTable
  database_moves: DatabaseMovesTable
  events: EventsTable
  events_deleted: EventsDeletedTable
  evidence: EvidenceTable
  follower_losses: FollowerLossesTable
  holders: HoldersTable
  idempotency_keys: IdempotencyKeysTable
  identities: IdentitiesTable
  ignored_profiles: IgnoredProfilesTable
  instagram_accounts: InstagramAccountsTable
  instagram_sessions: InstagramSessionsTable
  ledger_comparisons: LedgerComparisonsTable
  list_series: ListSeriesTable
  login_dialogues: LoginDialoguesTable
  login_frames: LoginFramesTable
  login_inputs: LoginInputsTable
  migrations: MigrationsTable
  operator_devices: OperatorDevicesTable
  operator_invitations: OperatorInvitationsTable
  operator_passkeys: OperatorPasskeysTable
  operator_sessions: OperatorSessionsTable
  operator_totps: OperatorTotpsTable
  operators: OperatorsTable
  page_ways: PageWaysTable
  payments: PaymentsTable
  prices: PricesTable
  profile_lookups: ProfileLookupsTable
  profile_names: ProfileNamesTable
  profiles: ProfilesTable
  quotes: QuotesTable
  rate_limits: RateLimitsTable
  refresh_credentials: RefreshCredentialsTable
  schedules: SchedulesTable
  session_refreshes: SessionRefreshesTable
  sign_in_challenges: SignInChallengesTable
  snapshot_changes: SnapshotChangesTable
  snapshots: SnapshotsTable
  sole_roles: SoleRolesTable
  telegram_cards: TelegramCardsTable
  telegram_chats: TelegramChatsTable
  telegram_invoices: TelegramInvoicesTable
  telegram_letters: TelegramLettersTable
  telegram_notices: TelegramNoticesTable
  telegram_posts: TelegramPostsTable
  telegram_questions: TelegramQuestionsTable
  telegram_state: TelegramStateTable
  telegram_subscriptions: TelegramSubscriptionsTable
  telegram_updates: TelegramUpdatesTable
  unserved_surfaces: UnservedSurfacesTable
  vault_keys: VaultKeysTable
  watches: WatchesTable
  webhook_deliveries: WebhookDeliveriesTable
  webhook_place: WebhookPlaceTable
  webhooks: WebhooksTable
}
