import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CheckId, CustomerId, Instant, Paging, pageOf } from './shapes.ts'

const WHO = ['admin', 'customer'] as const
const WATCHERS = ['admin', 'read', 'customer'] as const

/** What a webhook can be told of. */
export const WEBHOOK_KINDS = [
  'check.completed',
  'check.failed',
  'check.parked',
  'watch.changed',
] as const

const WebhookId = z.string().regex(/^whk_[0-9a-z]{16}$/)

/** Somebody's program that is told when something has happened. */
export const Webhook = z
  .object({
    id: WebhookId,
    customer: CustomerId.nullable().describe("Whose checks it is told of; null for everybody's."),
    url: z.string(),
    kinds: z.array(z.enum(WEBHOOK_KINDS)),
    disabledAt: Instant.nullable(),
    disabledWhy: z.enum(['gone', 'by-hand']).nullable().describe('`gone`: it has answered 410.'),
    createdAt: Instant,
  })
  .meta({ id: 'Webhook' })

const Secret = z.string().describe('Signs what is sent (Standard Webhooks). Shown once: keep it.')

const SIGNED =
  'Signed as Standard Webhooks 1.0.0 says: `webhook-id`, `webhook-timestamp`, `webhook-signature`. What is sent is thin: what happened, to which check, and where the rest is read. An attempt that fails is made again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h. Redirects are not followed; private addresses are not reached. 410 switches it off.'

/** Enters a webhook. */
export const addWebhook = endpoint({
  id: 'addWebhook',
  method: 'POST',
  path: '/webhooks',
  tag: 'webhooks',
  summary: 'Have a program of yours told when a check ends',
  description: SIGNED,
  who: WHO,
  audit: 'in-commit',
  body: z.strictObject({
    url: z.string().min(1).max(2000),
    kinds: z.array(z.enum(WEBHOOK_KINDS)).min(1).max(WEBHOOK_KINDS.length),
  }),
  idempotent: 'refused',
  status: 201,
  answer: Webhook.extend({ secret: Secret }),
  refusals: [
    'WEBHOOK_ADDRESS',
    'WEBHOOKS_TOO_MANY',
    'KEY_FILE_MISSING',
    'IDEMPOTENCY_KEY_REUSED',
    'ALREADY_DONE',
  ],
})

/** The webhooks. */
export const listWebhooks = endpoint({
  id: 'listWebhooks',
  method: 'GET',
  path: '/webhooks',
  tag: 'webhooks',
  summary: "List webhooks: a customer's own, or everybody's",
  who: WATCHERS,
  answer: z.object({ items: z.array(Webhook) }),
})

const OneWebhook = z.strictObject({ id: WebhookId })

/** Removes a webhook. */
export const removeWebhook = endpoint({
  id: 'removeWebhook',
  method: 'DELETE',
  path: '/webhooks/{id}',
  tag: 'webhooks',
  summary: 'Remove a webhook, and what it would still be told',
  who: WHO,
  audit: 'in-commit',
  params: OneWebhook,
  refusals: ['WEBHOOK_UNKNOWN'],
})

/** Switches a webhook on or off. */
export const switchWebhook = endpoint({
  id: 'switchWebhook',
  method: 'PATCH',
  path: '/webhooks/{id}',
  tag: 'webhooks',
  summary: 'Switch a webhook off, or on again',
  who: WHO,
  audit: 'in-commit',
  params: OneWebhook,
  body: z.strictObject({ enabled: z.boolean() }),
  answer: Webhook,
  refusals: ['WEBHOOK_UNKNOWN'],
})

/** A new secret. */
export const rotateWebhookSecret = endpoint({
  id: 'rotateWebhookSecret',
  method: 'POST',
  path: '/webhooks/{id}/secret',
  tag: 'webhooks',
  summary: 'Give a webhook a new secret; the one before signs as well for a day',
  who: WHO,
  audit: 'in-commit',
  sudo: true,
  params: OneWebhook,
  answer: z.object({ secret: Secret }),
  refusals: ['WEBHOOK_UNKNOWN', 'KEY_FILE_MISSING'],
})

/** Something to try it with. */
export const testWebhook = endpoint({
  id: 'testWebhook',
  method: 'POST',
  path: '/webhooks/{id}/test',
  tag: 'webhooks',
  summary: 'Send a `webhook.test`; the log of deliveries says what came of it',
  who: WHO,
  audit: { act: 'webhook.test' },
  params: OneWebhook,
  status: 202,
  answer: z.object({ delivery: z.string() }),
  refusals: ['WEBHOOK_UNKNOWN'],
})

/** What was told. */
export const listDeliveries = endpoint({
  id: 'listDeliveries',
  method: 'GET',
  path: '/webhooks/{id}/deliveries',
  tag: 'webhooks',
  summary: 'What a webhook was told or is to be told, the newest first',
  who: WATCHERS,
  params: OneWebhook,
  query: z.strictObject(Paging),
  answer: pageOf(
    z.object({
      id: z.string().describe('What it bears as `webhook-id`.'),
      kind: z.string(),
      check: CheckId.nullable(),
      payload: z.string(),
      state: z.enum(['waiting', 'sent', 'dead']),
      attempts: z.number().int(),
      lastStatus: z.number().int().nullable(),
      lastWhy: z.string().nullable(),
      nextAt: Instant.nullable(),
      createdAt: Instant,
      finishedAt: Instant.nullable(),
    }),
  ),
  refusals: ['WEBHOOK_UNKNOWN', 'CURSOR_INVALID'],
})

/** The same once more. */
export const replayDelivery = endpoint({
  id: 'replayDelivery',
  method: 'POST',
  path: '/webhooks/{id}/deliveries/{delivery}/replay',
  tag: 'webhooks',
  summary: 'Tell a webhook the same once more',
  who: WHO,
  audit: 'in-commit',
  params: z.strictObject({ id: WebhookId, delivery: z.string().regex(/^msg_[0-9a-z]{16}$/) }),
  status: 202,
  answer: z.object({ delivery: z.string() }),
  refusals: ['WEBHOOK_UNKNOWN'],
})
