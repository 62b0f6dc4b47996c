-- Keys of the ring may lie here, sealed by a Vault of the operator's; and a key that is lost for
-- good is given up by name, so that what is merely missing is told from it.
alter table vault_keys add column wrapped text;
alter table vault_keys add column given_up_at timestamptz;
