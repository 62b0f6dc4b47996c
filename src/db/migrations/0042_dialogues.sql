-- A login that waits for a human: what its page shows and what is done on it go through the
-- database, so that who looks and whose browser it is may be on different machines.

create table login_dialogues (
  id text primary key,
  account_id text not null references instagram_accounts (id) on delete cascade,
  -- Ordered by hand, and no worker has opened its browser yet; open; over.
  state text not null check (state in ('ordered', 'open', 'ended')),
  cause text not null check (cause in ('challenge', 'code', 'by-hand')),
  -- What the page wants at present: somebody who looks at it, or a code and nothing else.
  asks text not null check (asks in ('human', 'code')),
  -- What Instagram has said last, and where: a path without ids.
  said text,
  place text,
  opened_by text not null,
  holder bigint,
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ending text check (ending in
    ('logged-in', 'closed', 'expired', 'interrupted', 'left', 'failed', 'refused')),
  -- Who may act on the page. The fence grows with everybody who takes control.
  controller text,
  control_fence bigint not null default 0,
  controlled_at timestamptz,
  -- How many acts were sent, and how many of them were codes.
  input_number bigint not null default 0,
  code_count integer not null default 0,
  check ((state = 'ended') = (ended_at is not null)),
  check ((state = 'ended') = (ending is not null))
);
create unique index login_dialogues_one on login_dialogues (account_id) where state <> 'ended';
create index login_dialogues_account on login_dialogues (account_id, opened_at);

-- The last picture of each page, and what is to be done on it. Both are sealed, go with their
-- dialogue, and never reach the write-ahead log, a replica or a copy of it.
create unlogged table login_frames (
  dialogue_id text primary key references login_dialogues (id) on delete cascade,
  number bigint not null,
  width integer not null,
  height integer not null,
  taken_at timestamptz not null,
  frame_sealed text not null
);
create unlogged table login_inputs (
  dialogue_id text not null references login_dialogues (id) on delete cascade,
  number bigint not null,
  input_sealed text not null,
  primary key (dialogue_id, number)
);
