import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import type { Keyring } from './keyring.ts'

type Context = { readonly db: Database }

/** The names of the keys that this database knows, the first one first. */
export async function knownKeys(context: Context): Promise<readonly string[]> {
  const found = await sql<{ name: string }>`
    select name from vault_keys order by is_first desc, known_since
  `.execute(context.db)
  return found.rows.map(({ name }) => name)
}

/**
 * Whether the database knows a key of the ring, or knows none and takes the newest one for its
 * first: one statement, so that of two machines that each bring a key of their own one is refused.
 * Durable when it returns.
 */
export async function introduceKeys(context: Context, keyring: Keyring): Promise<boolean> {
  const [newest] = keyring.fingerprints
  if (!newest) return false
  await sql`
    insert into vault_keys (fingerprint, name, is_first, known_since)
    values (${newest.fingerprint}, ${newest.name}, true, ${dbNow})
    on conflict do nothing
  `.execute(context.db)
  if (!(await knowsAny(context, keyring))) return false
  await acceptKeys(context, keyring)
  return true
}

/** Makes all keys of the ring known, whatever the database knows already. */
export async function acceptKeys(context: Context, keyring: Keyring): Promise<void> {
  const { fingerprints, names } = columnsOf(keyring)
  await sql`
    insert into vault_keys (fingerprint, name, is_first, known_since)
    select fingerprint, name, false, ${dbNow}
    from unnest(${fingerprints}::text[], ${names}::text[]) as ring (fingerprint, name)
    on conflict do nothing
  `.execute(context.db)
}

async function knowsAny(context: Context, keyring: Keyring): Promise<boolean> {
  const { fingerprints } = columnsOf(keyring)
  const found = await sql`
    select 1 from vault_keys where fingerprint = any(${fingerprints}::text[]) limit 1
  `.execute(context.db)
  return found.rows.length > 0
}

function columnsOf(keyring: Keyring) {
  return {
    fingerprints: keyring.fingerprints.map(({ fingerprint }) => fingerprint),
    names: keyring.fingerprints.map(({ name }) => name),
  }
}

/** A key that lies in the database, sealed by a Vault. */
export type WrappedKey = {
  readonly name: string
  readonly fingerprint: string
  readonly wrapped: string
}

/** The keys that a Vault has sealed, the newest first. */
export async function wrappedKeys(context: Context): Promise<readonly WrappedKey[]> {
  const found = await sql<WrappedKey>`
    select name, fingerprint, wrapped from vault_keys
    where wrapped is not null
    order by known_since desc, name
  `.execute(context.db)
  return found.rows
}

/**
 * Stores a key that a Vault has sealed. With `isFirst` only where no other key was first: false if
 * there was one. Durable when it returns.
 */
export async function addWrappedKey(
  context: Context,
  key: WrappedKey & { readonly isFirst: boolean },
): Promise<boolean> {
  const added = await sql`
    insert into vault_keys (fingerprint, name, is_first, known_since, wrapped)
    values (${key.fingerprint}, ${key.name}, ${key.isFirst}, ${dbNow}, ${key.wrapped})
    on conflict do nothing
  `.execute(context.db)
  return Number(added.numAffectedRows ?? 0n) > 0
}

/** Puts another sealing of the same key in the place of that one. Durable when it returns. */
export async function replaceWrapped(
  context: Context,
  key: { readonly name: string; readonly before: string; readonly after: string },
): Promise<void> {
  await sql`
    update vault_keys set wrapped = ${key.after}
    where name = ${key.name} and wrapped = ${key.before}
  `.execute(context.db)
}

/**
 * Takes a key away that lies in the database. Its fingerprint stays known. Durable when it returns.
 */
export async function dropWrappedKey(context: Context, name: string): Promise<void> {
  await sql`update vault_keys set wrapped = null where name = ${name}`.execute(context.db)
}

/**
 * Notes that these keys are lost for good: what they sealed is missed no more. Durable when it
 * returns.
 */
export async function giveUpKeys(context: Context, names: readonly string[]): Promise<void> {
  await sql`
    insert into vault_keys (fingerprint, name, is_first, known_since, given_up_at)
    select 'lost ' || lost.name, lost.name, false, ${dbNow}, ${dbNow}
    from unnest(${[...names]}::text[]) as lost (name)
    where not exists (select 1 from vault_keys known where known.name = lost.name)
  `.execute(context.db)
  await sql`
    update vault_keys set given_up_at = ${dbNow}
    where name = any(${[...names]}::text[]) and given_up_at is null
  `.execute(context.db)
}

/** The names of the keys that were given up. */
export async function givenUpKeys(context: Context): Promise<ReadonlySet<string>> {
  const found = await sql<{ name: string }>`
    select name from vault_keys where given_up_at is not null
  `.execute(context.db)
  return new Set(found.rows.map(({ name }) => name))
}

/** What running processes are told by: there is another key to open with. */
export const KEYS_CHANNEL = 'evercheck_keys'
/** What they are told by: seal with the newest key from now on. */
export const SEAL_CHANNEL = 'evercheck_seal'

/** Lets every process that runs look for its keys anew, to open or to seal with them. */
export async function tellOfKeys(context: Context, to: 'open' | 'seal'): Promise<void> {
  const channel = to === 'open' ? KEYS_CHANNEL : SEAL_CHANNEL
  await sql`select pg_notify(${channel}, '')`.execute(context.db)
}
