-- An order that is repeated with the same key is answered as it was, and made once: its answer is
-- kept in the commit of the order.
create table idempotency_keys (
  -- Whose key it is: a token, an operator or a customer. Two of them may use the same key.
  owner text not null,
  key text not null,
  -- Of the request's address and body.
  digest text not null,
  status integer not null,
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (owner, key)
);

create index idempotency_keys_created_at on idempotency_keys (created_at);
