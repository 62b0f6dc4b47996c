import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { hashOfSecret, newSecretText } from './secret-text.ts'

type Context = { readonly db: Database }

const PREFIX = 'evd_'
/** How long a browser is remembered after a sign-in. */
export const DEVICE_MS = 180 * 24 * 3_600_000

/** Whether an operator has signed in with this browser before; with null, whether any has. */
export async function isKnownDevice(
  context: Context,
  secret: string | null,
  operatorId: string | null,
): Promise<boolean> {
  if (secret === null) return false
  const found = await sql`
    select 1 from operator_devices
    where secret_hash = ${hashOfSecret(secret)}
      and (${operatorId}::text is null or operator_id = ${operatorId})
      and expires_at > ${dbNow}
  `.execute(context.db)
  return found.rows.length > 0
}

/** Remembers the browser of a sign-in; returns the value of a new cookie, or null if it has one. */
export async function rememberDevice(
  context: Context,
  secret: string | null,
  operatorId: string,
): Promise<string | null> {
  if (await isKnownDevice(context, secret, operatorId)) return null
  const made = newSecretText(PREFIX)
  await context.db
    .insertInto('operator_devices')
    .values({
      secret_hash: hashOfSecret(made),
      operator_id: operatorId,
      expires_at: fromNow(DEVICE_MS),
    })
    .execute()
  return made
}
