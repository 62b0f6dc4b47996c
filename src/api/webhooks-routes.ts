import type { FastifyInstance } from 'fastify'
import { recordAudit } from '../access/audit.ts'
import type { Actor, Principal } from '../access/principal.ts'
import * as contract from '../contract/webhooks.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { addDelivery, deliveriesOf, deliveryById, replay } from '../webhooks/delivery-store.ts'
import type { Reach } from '../webhooks/public-address.ts'
import { type Delivery, type Webhook, WebhookUnknownError } from '../webhooks/webhook.ts'
import {
  addWebhook,
  disableWebhook,
  listWebhooks,
  removeWebhook,
  rotateSecret,
  webhookById,
} from '../webhooks/webhook-store.ts'
import { onceShown } from './idempotency.ts'
import { instant } from './instant.ts'
import { onlyOf } from './principal.ts'
import { CursorInvalidError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of webhooks need. */
export type WebhooksContext = {
  readonly db: Database
  readonly vault: Vault
  readonly reach: Reach
}

/** Programs that are told when a check ends. */
export function webhooksRoutes(context: WebhooksContext): (app: FastifyInstance) => void {
  return (app) => {
    keeping(app, context)
    telling(app, context)
  }
}

function keeping(app: FastifyInstance, context: WebhooksContext): void {
  route(app, contract.addWebhook, async ({ body, principal, actor, request }, reply) => {
    if (context.vault.trouble !== null) throw context.vault.trouble
    const asked = { request, reply, principal, body, status: contract.addWebhook.status }
    return onceShown(context, asked, async (db) => {
      const given = { ...body, customerId: onlyOf(principal) }
      const { webhook, secret } = await addWebhook({ ...context, db }, given)
      await note({ db }, actor, 'webhook.add', webhook.id)
      return { made: webhook.id, answer: { ...webhookOf(webhook), secret } }
    })
  })

  route(app, contract.listWebhooks, async ({ principal }) => {
    const found = await listWebhooks(context, onlyOf(principal), 'all')
    return { items: found.map(webhookOf) }
  })

  route(app, contract.removeWebhook, async ({ params, principal, actor }) => {
    const { id } = await ownWebhook(context, principal, params.id)
    await inTransaction(context, async (db) => {
      await removeWebhook({ db }, id)
      await note({ db }, actor, 'webhook.remove', id)
    })
    return undefined
  })

  route(app, contract.switchWebhook, async ({ params, body, principal, actor }) => {
    const { id } = await ownWebhook(context, principal, params.id)
    await inTransaction(context, async (db) => {
      await disableWebhook({ db }, id, body.enabled ? null : 'by-hand')
      await note({ db }, actor, body.enabled ? 'webhook.enable' : 'webhook.disable', id)
    })
    return webhookOf(await webhookById(context, id))
  })

  route(app, contract.rotateWebhookSecret, async ({ params, principal, actor }) => {
    if (context.vault.trouble !== null) throw context.vault.trouble
    const { id } = await ownWebhook(context, principal, params.id)
    return inTransaction(context, async (db) => {
      const secret = await rotateSecret({ ...context, db }, id)
      await note({ db }, actor, 'webhook.secret', id)
      return { secret }
    })
  })
}

function telling(app: FastifyInstance, context: WebhooksContext): void {
  route(app, contract.testWebhook, async ({ params, principal }) => {
    const { id: webhookId } = await ownWebhook(context, principal, params.id)
    const kind = 'webhook.test'
    const timestamp = (await databaseNow(context)).toISOString()
    const payload = JSON.stringify({ type: kind, timestamp, data: {} })
    const delivery = await inTransaction(context, (db) =>
      addDelivery({ db }, { webhookId, kind, checkId: null, payload }),
    )
    return { delivery }
  })

  route(app, contract.listDeliveries, async ({ params, query, principal }) => {
    const { id } = await ownWebhook(context, principal, params.id)
    const { limit, after } = query
    const before = after === undefined ? null : new Date(after)
    if (before !== null && before.toJSON() !== after) throw new CursorInvalidError()
    const found = await deliveriesOf(context, id, { countMax: limit + 1, before })
    const items = found.slice(0, limit).map(deliveryOf)
    return { items, next: found.length > limit ? (items.at(-1)?.createdAt ?? null) : null }
  })

  route(app, contract.replayDelivery, async ({ params, principal, actor }) => {
    const { id } = await ownWebhook(context, principal, params.id)
    const delivery = await deliveryById(context, params.delivery)
    if (delivery?.webhookId !== id) {
      throw new WebhookUnknownError(`There is no delivery ${params.delivery}.`)
    }
    return inTransaction(context, async (db) => {
      const again = await replay({ db }, delivery)
      await note({ db }, actor, 'webhook.replay', id)
      return { delivery: again }
    })
  })
}

/** The webhook of that id, if the principal may see it. @throws WebhookUnknownError */
async function ownWebhook(
  context: WebhooksContext,
  principal: Principal,
  id: string,
): Promise<Webhook> {
  const webhook = await webhookById(context, id)
  const only = onlyOf(principal)
  if (only === null || webhook.customerId === only) return webhook
  throw new WebhookUnknownError(`There is no webhook ${id}.`)
}

function note(
  context: { readonly db: Database },
  by: Actor,
  act: string,
  id: string,
): Promise<void> {
  return recordAudit(context, { by, act, on: ['webhook', id] })
}

function webhookOf(webhook: Webhook) {
  return {
    id: webhook.id,
    customer: webhook.customerId,
    url: webhook.url,
    kinds: [...webhook.kinds],
    disabledAt: instant(webhook.disabledAt),
    disabledWhy: webhook.disabledWhy,
    createdAt: webhook.createdAt.toISOString(),
  }
}

function deliveryOf(delivery: Delivery) {
  const { id, kind, checkId: check, payload, state, attempts, lastStatus, lastWhy } = delivery
  return {
    ...{ id, kind, check, payload, state, attempts, lastStatus, lastWhy },
    nextAt: instant(delivery.nextAt),
    createdAt: delivery.createdAt.toISOString(),
    finishedAt: instant(delivery.finishedAt),
  }
}
