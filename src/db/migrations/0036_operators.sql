-- Operators who sign in at a browser, how they prove who they are, and how often anybody may try.

create table operators (
  id text primary key,
  -- In small letters: what is typed to sign in.
  name text not null unique,
  role text not null check (role in ('owner', 'operator', 'read-only')),
  -- Argon2id, with its parameters in front; null without a password.
  password_hash text,
  created_at timestamptz not null
);

create table operator_passkeys (
  -- As the authenticator calls it, in base64url.
  id text primary key,
  operator_id text not null references operators (id) on delete cascade,
  public_key text not null,
  counter bigint not null,
  -- The host that it was made for. It answers nowhere else.
  host text not null,
  name text not null,
  transports text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index operator_passkeys_operator on operator_passkeys (operator_id);

-- The second factor beside a password. The step is the last one whose code was taken.
create table operator_totps (
  id text primary key references operators (id) on delete cascade,
  secret_encrypted text not null,
  last_step bigint
);

-- A link that lets somebody become an operator, once; or an operator choose new means to sign in.
create table operator_invitations (
  id text primary key,
  secret_hash text not null unique,
  -- Good only as long as there is no operator at all.
  is_first_run boolean not null,
  role text not null check (role in ('owner', 'operator', 'read-only')),
  operator_id text references operators (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index operator_invitations_operator on operator_invitations (operator_id);

create table operator_sessions (
  id text primary key,
  secret_hash text not null unique,
  operator_id text not null references operators (id) on delete cascade,
  method text not null check (method in ('passkey', 'password')),
  address text,
  user_agent text,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  sudo_until timestamptz
);
create index operator_sessions_operator on operator_sessions (operator_id);

-- A browser in which an operator has signed in before: tries elsewhere do not lock it out.
create table operator_devices (
  secret_hash text primary key,
  operator_id text not null references operators (id) on delete cascade,
  expires_at timestamptz not null
);
create index operator_devices_operator on operator_devices (operator_id);

-- A question that was put to an authenticator, or a TOTP secret that was shown: answered once.
create table sign_in_challenges (
  id text primary key,
  purpose text not null check (purpose in ('register', 'sign-in', 'sudo', 'totp')),
  challenge text not null,
  -- Whom it was put to: an operator, an invitation, or nobody yet.
  subject text,
  expires_at timestamptz not null
);
create index sign_in_challenges_expires on sign_in_challenges (expires_at);

-- When the budget of a key is whole again, for limits that all processes share.
create table rate_limits (
  key text primary key,
  full_at timestamptz not null
);
create index rate_limits_full on rate_limits (full_at);
