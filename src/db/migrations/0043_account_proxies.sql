-- An account may have a proxy of its own: its browser and its requests leave by that way and no
-- other. Its address is a secret, for a password may be in it; `proxy_says` is how it is named.

alter table instagram_accounts
  add column proxy_encrypted text,
  add column proxy_says text,
  add constraint instagram_accounts_proxy check ((proxy_encrypted is null) = (proxy_says is null));
