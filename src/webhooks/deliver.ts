import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { unreachable } from '../kernel/unreachable.ts'
import { deliveryById, noteAttempt } from './delivery-store.ts'
import type { Reach } from './public-address.ts'
import { sendOnce } from './send.ts'
import { RETRY_MS } from './webhook.ts'
import { disableWebhook, secretsOf, webhookById } from './webhook-store.ts'

/** What delivering needs. */
export type DeliverContext = {
  readonly db: Database
  readonly vault: Vault
  readonly reach: Reach
}

/**
 * Makes one attempt at a delivery, and puts the next one down if it failed. An attempt that was
 * made already, by this job or by one of a process that died, is not made again. The note is
 * durable when it returns.
 */
export async function deliverWebhook(
  context: DeliverContext,
  due: { readonly delivery: string; readonly attempt: number },
  signal: AbortSignal,
): Promise<void> {
  const delivery = await deliveryById(context, due.delivery)
  if (delivery?.state !== 'waiting' || delivery.attempts + 1 !== due.attempt) return
  const webhook = await webhookById(context, delivery.webhookId)
  if (webhook.disabledAt !== null) {
    const came = { state: 'dead', status: null, why: 'it is switched off', againMs: null } as const
    return noteAttempt(context, delivery, came)
  }
  const secrets = await secretsOf(context, webhook.id)
  const at = await databaseNow(context)
  const { id, payload } = delivery
  const sent = await sendOnce(context.reach, { id, at, url: webhook.url, payload, secrets }, signal)
  await inTransaction(context, async (db) => {
    switch (sent.kind) {
      case 'sent': {
        const came = { state: 'sent', status: sent.status, why: null, againMs: null } as const
        return noteAttempt({ db }, delivery, came)
      }
      case 'gone': {
        await disableWebhook({ db }, webhook.id, 'gone')
        const came = { state: 'dead', status: 410, why: 'it wants no more', againMs: null } as const
        return noteAttempt({ db }, delivery, came)
      }
      case 'failed': {
        const againMs = RETRY_MS[delivery.attempts] ?? null
        const state = againMs === null ? 'dead' : 'waiting'
        return noteAttempt({ db }, delivery, { ...sent, state, againMs })
      }
      default:
        return unreachable(sent)
    }
  })
}
