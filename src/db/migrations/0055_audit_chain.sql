-- The audit log is a chain: each entry bears a hash over itself and the one before, so that whoever
-- changes or removes an entry behind its back changes all that follow.

-- An act that takes several commits, or speaks with Instagram, is written down before it begins.
alter table audit_log drop constraint audit_log_outcome_check;
alter table audit_log add constraint audit_log_outcome_check
  check (outcome in ('done', 'refused', 'begun'));

-- No foreign key: the link of the last entry that was deleted stays, for the chain to begin with.
create table audit_chain (
  place bigint primary key,
  entry_id bigint not null unique,
  hash text not null
);

-- What of an entry is hashed. `evercheck audit verify` works the hash out again from this.
create function audit_text(entry audit_log) returns text
language sql stable as $$
  select jsonb_build_array(
    entry.id, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    entry.actor_kind, entry.actor_id, entry.actor_name, entry.address, entry.act,
    entry.object_kind, entry.object_id, entry.outcome, entry.detail
  )::text
$$;

create function link_audit_entry(entry audit_log) returns void
language plpgsql as $$
declare
  last audit_chain;
begin
  -- One at a time. It is held to the end of a commit that has nothing else to do.
  perform pg_advisory_xact_lock(4831507255);
  select * into last from audit_chain order by place desc limit 1;
  insert into audit_chain (place, entry_id, hash)
  values (
    coalesce(last.place, 0) + 1,
    entry.id,
    encode(sha256(convert_to(coalesce(last.hash, '') || E'\n' || audit_text(entry), 'UTF8')), 'hex')
  );
end
$$;

create function link_new_audit_entry() returns trigger
language plpgsql as $$
begin
  perform link_audit_entry(new);
  return null;
end
$$;

-- At the end of the commit: whoever waits for the chain holds no other lock that somebody before him
-- in it might still want.
create constraint trigger audit_log_linked after insert on audit_log
  deferrable initially deferred
  for each row execute function link_new_audit_entry();

create function keep_audit_chain() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' and not exists (select from audit_log where id = old.entry_id) then
    return old;
  end if;
  raise exception 'the chain of the audit log is only added to';
end
$$;
create trigger audit_chain_kept before update or delete on audit_chain
  for each row execute function keep_audit_chain();
create trigger audit_chain_kept_whole before truncate on audit_chain
  for each statement execute function keep_audit_chain();

do $$
declare
  entry audit_log;
begin
  for entry in select * from audit_log order by id loop
    perform link_audit_entry(entry);
  end loop;
end
$$;
