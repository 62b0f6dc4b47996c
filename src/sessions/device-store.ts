import { sql } from 'kysely'
import type { SealedText } from '../credentials/open-vault.ts'
import { SecretUnopenableError, type Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { type Device, readState, type SessionState } from '../instagram/cookies/session-state.ts'
import { openState, sessionLabelled } from './session-store.ts'

type Context = { readonly db: Database; readonly vault: Vault }

/**
 * Keeps what the device of an account without a session holds, sealed, so that its next login comes
 * from the same device. Durable when it returns.
 */
export async function storeDevice(
  context: Context,
  accountId: string,
  state: SessionState,
): Promise<void> {
  const sealed = context.vault.seal(placeOf(accountId), JSON.stringify(state))
  await sql`
    update instagram_accounts set device_encrypted = ${sealed} where id = ${accountId}
  `.execute(context.db)
}

/** What an earlier login without success has left on the device; null when there is nothing. */
export async function openDevice(
  context: Context,
  accountId: string,
): Promise<SessionState | null> {
  const row = await context.db
    .selectFrom('instagram_accounts')
    .select('device_encrypted')
    .where('id', '=', accountId)
    .executeTakeFirst()
  if (!row?.device_encrypted) return null
  try {
    return await context.vault.withSecret(
      placeOf(accountId),
      row.device_encrypted,
      (text) => readState(JSON.parse(text)) ?? null,
    )
  } catch (error) {
    // A new device is only second best; no device is no login.
    if (error instanceof SecretUnopenableError) return null
    throw error
  }
}

/**
 * What makes Instagram see the same browser of an account again: of its session, or of what an
 * earlier login has left. Null where there is nothing that a key opens.
 */
export async function deviceOf(context: Context, accountId: string): Promise<Device | null> {
  const session = await sessionLabelled(context, accountId, 'current')
  try {
    const state =
      session === null ? await openDevice(context, accountId) : await openState(context, session)
    return state?.device ?? null
  } catch (error) {
    if (error instanceof SecretUnopenableError) return null
    throw error
  }
}

/** The devices of all accounts that have one stored, sealed. */
export async function sealedDevices(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  const rows = await context.db
    .selectFrom('instagram_accounts')
    .select(['id', 'username', 'device_encrypted as sealed'])
    .execute()
  return rows.flatMap(({ id, username, sealed }) => {
    return sealed === null ? [] : [{ place: placeOf(id), sealed, username }]
  })
}

function placeOf(rowId: string) {
  return { table: 'instagram_accounts', column: 'device_encrypted', rowId }
}
