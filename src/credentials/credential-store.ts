import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import type { SealedText } from './open-vault.ts'
import { parseTotpSecret } from './totp.ts'
import type { Vault } from './vault.ts'

const TABLE = 'refresh_credentials'

type Context = { readonly db: Database; readonly vault: Vault }

/** An account's user name and password, and its TOTP secret if it has one. In clear, in memory. */
export type LoginSecret = {
  readonly username: string
  readonly password: string
  readonly totpSecret: string | null
}

/**
 * Stores credentials sealed, or replaces those of the same user name. Without a TOTP secret the one
 * stored before is kept, unless no key opens it any more. Returns the credential's id.
 * @throws TotpSecretInvalidError TOTP_SECRET_INVALID, before anything is stored
 */
export async function storeCredential(context: Context, secret: LoginSecret): Promise<string> {
  if (secret.totpSecret !== null) parseTotpSecret(secret.totpSecret)
  return context.db.transaction().execute(async (tx) => {
    // What is sealed is bound to its row: two who store at the same time must agree on the id.
    await sql`lock table refresh_credentials in share row exclusive mode`.execute(tx)
    const known = await sql<{ id: string; totp: string | null }>`
      select id, totp_secret_encrypted as totp
      from refresh_credentials
      where username = ${secret.username}`.execute(tx)
    const [before] = known.rows
    const id = before?.id ?? newId('crd')
    const totpPlace = placeOf('totp_secret_encrypted', id)
    const isKept = before?.totp && (await context.vault.opens(totpPlace, before.totp))
    const kept = isKept ? before.totp : null
    const password = context.vault.seal(placeOf('password_encrypted', id), secret.password)
    const totp =
      secret.totpSecret === null ? kept : context.vault.seal(totpPlace, secret.totpSecret)
    await sql`
      insert into refresh_credentials
        (id, username, password_encrypted, totp_secret_encrypted, is_active, created_at)
      values (${id}, ${secret.username}, ${password}, ${totp}, true, ${dbNow})
      on conflict (username) do update
      set password_encrypted = excluded.password_encrypted,
        totp_secret_encrypted = excluded.totp_secret_encrypted,
        is_active = true
    `.execute(tx)
    return id
  })
}

/**
 * Opens credentials for the length of `use`, and only for that.
 * @throws SecretUnopenableError SECRET_UNOPENABLE when the key is missing or the row was altered
 */
export async function withCredential<T>(
  context: Context,
  credentialId: string,
  use: (secret: LoginSecret) => Promise<T>,
): Promise<T> {
  const row = await context.db
    .selectFrom(TABLE)
    .selectAll()
    .where('id', '=', credentialId)
    .executeTakeFirstOrThrow()
  await sql`
    update refresh_credentials set last_used_at = ${dbNow} where id = ${row.id}
  `.execute(context.db)
  const { vault } = context
  return vault.withSecret(
    placeOf('password_encrypted', row.id),
    row.password_encrypted,
    (password) => {
      if (row.totp_secret_encrypted === null) {
        return use({ username: row.username, password, totpSecret: null })
      }
      return vault.withSecret(
        placeOf('totp_secret_encrypted', row.id),
        row.totp_secret_encrypted,
        (totpSecret) => use({ username: row.username, password, totpSecret }),
      )
    },
  )
}

/** The last 30-second step whose code was used, so that no code is ever sent twice. */
export async function lastTotpStep(context: Context, credentialId: string): Promise<number | null> {
  const row = await context.db
    .selectFrom(TABLE)
    .select('totp_last_step')
    .where('id', '=', credentialId)
    .executeTakeFirst()
  return row?.totp_last_step == null ? null : Number(row.totp_last_step)
}

/**
 * Marks a step as used. Durable before the code is sent. False if it was used already. As in
 * `nextCode`, a step far ahead was counted by a wrong clock.
 */
export async function claimTotpStep(
  context: Context,
  credentialId: string,
  step: number,
): Promise<boolean> {
  const result = await sql`
    update refresh_credentials
    set totp_last_step = ${step}::bigint
    where id = ${credentialId}
      and (totp_last_step is null or totp_last_step not between ${step} and ${step + 1})
  `.execute(context.db)
  return Number(result.numAffectedRows ?? 0n) > 0
}

/** Whether a TOTP secret is stored. */
export async function hasTotpSecret(
  context: { readonly db: Database },
  credentialId: string,
): Promise<boolean> {
  const row = await context.db
    .selectFrom(TABLE)
    .select('id')
    .where('id', '=', credentialId)
    .where('totp_secret_encrypted', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Erases the TOTP secret. The step that was used last stays known. Durable when it returns. */
export async function removeTotpSecret(
  context: { readonly db: Database },
  credentialId: string,
): Promise<void> {
  await sql`
    update refresh_credentials set totp_secret_encrypted = null where id = ${credentialId}
  `.execute(context.db)
}

/** Erases a password and its TOTP secret. Durable with the transaction it is given. */
export async function removeCredential(
  context: { readonly db: Database },
  credentialId: string,
): Promise<void> {
  await sql`delete from refresh_credentials where id = ${credentialId}`.execute(context.db)
}

/** The sealed texts of all credentials. */
export async function sealedCredentials(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  const rows = await context.db
    .selectFrom(TABLE)
    .select(['id', 'username', 'password_encrypted', 'totp_secret_encrypted'])
    .orderBy('username')
    .execute()
  return rows.flatMap((row) =>
    (['password_encrypted', 'totp_secret_encrypted'] as const).flatMap((column) => {
      const sealed = row[column]
      const place = placeOf(column, row.id)
      return sealed === null ? [] : [{ place, sealed, username: row.username }]
    }),
  )
}

function placeOf(column: 'password_encrypted' | 'totp_secret_encrypted', rowId: string) {
  return { table: TABLE, column, rowId }
}
