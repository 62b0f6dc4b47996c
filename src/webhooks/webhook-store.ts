import { sql } from 'kysely'
import type { Vault } from '../credentials/vault.ts'
import {
  newWebhookSecret,
  type SecretColumn,
  sealWebhookSecret,
  withWebhookSecret,
} from '../credentials/webhook-secret.ts'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { parseWebhookUrl, type Reach } from './public-address.ts'
import {
  PREVIOUS_SECRET_MS,
  WEBHOOK_KINDS,
  type Webhook,
  type WebhookKind,
  WebhooksTooManyError,
  WebhookUnknownError,
} from './webhook.ts'

type Context = { readonly db: Database }
type VaultContext = Context & { readonly vault: Vault }

/** So many a customer may have. */
export const WEBHOOKS_MAX = 20

/**
 * Enters a webhook. Its secret is told once, and stored sealed. Durable when it returns.
 * @throws WebhookAddressError WEBHOOK_ADDRESS; WebhooksTooManyError WEBHOOKS_TOO_MANY
 */
export async function addWebhook(
  context: VaultContext & { readonly reach: Reach },
  given: {
    readonly customerId: string | null
    readonly url: string
    readonly kinds: readonly WebhookKind[]
  },
): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  const url = parseWebhookUrl(given.url, context.reach).href
  const { customerId } = given
  return inTransaction(context, async (db) => {
    const lock = `webhooks ${customerId}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(db)
    if ((await listWebhooks({ db }, customerId, 'own')).length >= WEBHOOKS_MAX) {
      throw new WebhooksTooManyError(`There may be ${WEBHOOKS_MAX} webhooks. Remove one first.`)
    }
    const id = newId('whk')
    const secret = newWebhookSecret()
    const sealed = sealWebhookSecret(context.vault, id, 'secret_sealed', secret)
    await sql`
      insert into webhooks (id, customer_id, url, kinds, secret_sealed, created_at)
      values (${id}, ${customerId}, ${url}, ${given.kinds.join(' ')}, ${sealed}, ${dbNow})
    `.execute(db)
    return { webhook: await webhookById({ db }, id), secret }
  })
}

/** The webhooks of a customer; of null, those of the operator (`own`), or everybody's (`all`). */
export async function listWebhooks(
  context: Context,
  customerId: string | null,
  which: 'own' | 'all',
): Promise<readonly Webhook[]> {
  let rows = context.db.selectFrom('webhooks').selectAll()
  if (customerId !== null) rows = rows.where('customer_id', '=', customerId)
  else if (which === 'own') rows = rows.where('customer_id', 'is', null)
  return (await rows.orderBy('created_at').orderBy('id').execute()).map(toWebhook)
}

/** @throws WebhookUnknownError WEBHOOK_UNKNOWN */
export async function webhookById(context: Context, id: string): Promise<Webhook> {
  const row = await context.db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new WebhookUnknownError(`There is no webhook ${id}.`)
  return toWebhook(row)
}

/** Removes a webhook with everything that it was or would be told. Durable when it returns. */
export async function removeWebhook(context: Context, id: string): Promise<void> {
  await sql`delete from webhooks where id = ${id}`.execute(context.db)
}

/** Lets a webhook be told no more, and says why; of null, again. Durable when it returns. */
export async function disableWebhook(
  context: Context,
  id: string,
  why: Webhook['disabledWhy'],
): Promise<void> {
  await sql`
    update webhooks
    set disabled_at = ${why === null ? null : dbNow}, disabled_why = ${why}
    where id = ${id}
  `.execute(context.db)
}

/** Gives a webhook a new secret, which is told once; the one before signs as well for a day. */
export async function rotateSecret(context: VaultContext, id: string): Promise<string> {
  return inTransaction(context, async (db) => {
    const found = await sql<{ sealed: string }>`
      select secret_sealed as sealed from webhooks where id = ${id} for update
    `.execute(db)
    const sealed = found.rows[0]?.sealed
    if (sealed === undefined) throw new WebhookUnknownError(`There is no webhook ${id}.`)
    const { vault } = context
    const secret = newWebhookSecret()
    const before = await withWebhookSecret(vault, id, 'secret_sealed', sealed, (old) =>
      sealWebhookSecret(vault, id, 'previous_secret_sealed', old),
    )
    await sql`
      update webhooks
      set secret_sealed = ${sealWebhookSecret(vault, id, 'secret_sealed', secret)},
        previous_secret_sealed = ${before},
        previous_until = ${fromNow(PREVIOUS_SECRET_MS)}
      where id = ${id}
    `.execute(db)
    return secret
  })
}

/** Every secret that signs now, the newest first. @throws SecretUnopenableError */
export async function secretsOf(context: VaultContext, id: string): Promise<readonly string[]> {
  const found = await sql<{ column: SecretColumn; sealed: string }>`
    select 'secret_sealed' as column, secret_sealed as sealed from webhooks where id = ${id}
    union all
    select 'previous_secret_sealed', previous_secret_sealed
    from webhooks
    where id = ${id} and previous_secret_sealed is not null and previous_until > ${dbNow}
  `.execute(context.db)
  const secrets: string[] = []
  for (const { column, sealed } of found.rows) {
    secrets.push(await withWebhookSecret(context.vault, id, column, sealed, (text) => text))
  }
  return secrets
}

function toWebhook(row: {
  readonly id: string
  readonly customer_id: string | null
  readonly url: string
  readonly kinds: string
  readonly disabled_at: Date | null
  readonly disabled_why: Webhook['disabledWhy']
  readonly created_at: Date
}): Webhook {
  const kinds = row.kinds.split(' ')
  return {
    id: row.id,
    customerId: row.customer_id,
    url: row.url,
    kinds: WEBHOOK_KINDS.filter((kind) => kinds.includes(kind)),
    disabledAt: row.disabled_at,
    disabledWhy: row.disabled_why,
    createdAt: row.created_at,
  }
}
