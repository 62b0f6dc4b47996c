import { sql } from 'kysely'
import type { SealedText } from '../credentials/open-vault.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import { parseProxyAddress, proxyName } from '../instagram/wire/proxy-address.ts'

/** What storing and opening a proxy needs. */
export type ProxyContext = { readonly db: Database; readonly vault: Vault }

/** What was given as a proxy is none that we know how to speak to. */
export class ProxyInvalidError extends Error {
  override readonly name = 'ProxyInvalidError'
  readonly code = 'PROXY_INVALID'

  constructor() {
    super(
      'What was given is not the address of a proxy: http://USER:PASSWORD@HOST:PORT, https:// or socks5://.',
    )
  }
}

/**
 * Gives an account a way of its own, sealed; null lets it go the operator's way again. From the
 * next time that somebody takes it, its browser and its requests leave by that way and no other.
 * Durable when it returns. Gives how the proxy is named.
 * @throws ProxyInvalidError PROXY_INVALID without the address: a password may be in it
 */
export async function setAccountProxy(
  context: ProxyContext,
  accountId: string,
  address: string | null,
): Promise<string | null> {
  const proxy = address === null ? null : parseProxyAddress(address)
  if (address !== null && proxy === null) throw new ProxyInvalidError()
  const says = proxy === null ? null : proxyName(proxy)
  const sealed = address === null ? null : context.vault.seal(placeOf(accountId), address)
  await sql`
    update instagram_accounts
    set proxy_encrypted = ${sealed}, proxy_says = ${says}
    where id = ${accountId}
  `.execute(context.db)
  return says
}

/**
 * The account's own proxy; null when it goes the operator's way.
 * @throws SecretUnopenableError SECRET_UNOPENABLE: by another way it must not go
 */
export async function openAccountProxy(
  context: ProxyContext,
  accountId: string,
): Promise<WayProxy | null> {
  const row = await context.db
    .selectFrom('instagram_accounts')
    .select('proxy_encrypted')
    .where('id', '=', accountId)
    .executeTakeFirst()
  const sealed = row?.proxy_encrypted ?? null
  if (sealed === null) return null
  return context.vault.withSecret(placeOf(accountId), sealed, (address) => {
    const proxy = parseProxyAddress(address)
    if (proxy === null) throw new ProxyInvalidError()
    return proxy
  })
}

/** How the proxies of all accounts that have one of their own are named, by account. */
export async function accountProxies(context: {
  readonly db: Database
}): Promise<readonly { readonly username: string; readonly says: string }[]> {
  const rows = await context.db
    .selectFrom('instagram_accounts')
    .select(['username', 'proxy_says as says'])
    .where('proxy_says', 'is not', null)
    .orderBy('username')
    .execute()
  return rows.flatMap(({ username, says }) => (says === null ? [] : [{ username, says }]))
}

/** How an account's own proxy is named; null when it goes the operator's way. */
export async function accountProxyName(
  context: { readonly db: Database },
  accountId: string,
): Promise<string | null> {
  const row = await context.db
    .selectFrom('instagram_accounts')
    .select('proxy_says as says')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return row?.says ?? null
}

/** The proxies of all accounts that have one of their own, sealed. */
export async function sealedProxies(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  const rows = await context.db
    .selectFrom('instagram_accounts')
    .select(['id', 'username', 'proxy_encrypted as sealed'])
    .execute()
  return rows.flatMap(({ id, username, sealed }) => {
    return sealed === null ? [] : [{ place: placeOf(id), sealed, username }]
  })
}

function placeOf(rowId: string) {
  return { table: 'instagram_accounts', column: 'proxy_encrypted', rowId }
}
