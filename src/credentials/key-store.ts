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
