import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { SealedText } from './open-vault.ts'
import type { Vault } from './vault.ts'

const TABLE = 'webhooks'
const SECRET_BYTES = 32

/** A new secret that signs what a webhook is sent, as Standard Webhooks writes it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
}

/** The column of a webhook's secret: the present one, or the one before. */
export type SecretColumn = 'secret_sealed' | 'previous_secret_sealed'

/** Seals a secret for its place. */
export function sealWebhookSecret(
  vault: Vault,
  webhookId: string,
  column: SecretColumn,
  secret: string,
): string {
  return vault.seal({ table: TABLE, column, rowId: webhookId }, secret)
}

/** Opens a secret for the length of `use`. @throws SecretUnopenableError SECRET_UNOPENABLE */
export function withWebhookSecret<T>(
  vault: Vault,
  webhookId: string,
  column: SecretColumn,
  sealed: string,
  use: (secret: string) => T | Promise<T>,
): Promise<T> {
  const place = { table: TABLE, column, rowId: webhookId }
  return vault.withSecret(place, sealed, async (secret) => use(secret))
}

/** The sealed secrets of all webhooks. */
export async function sealedWebhookSecrets(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  const found = await sql<{ id: string; column: SecretColumn; sealed: string; url: string }>`
    select id, 'secret_sealed' as column, secret_sealed as sealed, url from webhooks
    union all
    select id, 'previous_secret_sealed', previous_secret_sealed, url
    from webhooks
    where previous_secret_sealed is not null
    order by id, 2
  `.execute(context.db)
  return found.rows.map(({ id, column, sealed }) => ({
    place: { table: TABLE, column, rowId: id },
    sealed,
    username: 'a webhook',
  }))
}
