import type { Update } from '@grammyjs/types'
import type { Params } from './params.ts'
import { bad, Refusal, type TelegramWorld } from './world.ts'

type Poll = { readonly end: (why: Refusal | null) => void }

/** How the bot gets what has happened: it asks, or it is told. */
export class Updates {
  readonly #world: TelegramWorld
  #poll: Poll | null = null

  constructor(world: TelegramWorld) {
    this.#world = world
  }

  /** `getUpdates`: the one who asks last is served, the one before is told so. */
  async get(params: Params, signal: AbortSignal): Promise<readonly Update[]> {
    const world = this.#world
    if (world.webhook) {
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    }
    this.#poll?.end(
      new Refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    )
    const offset = params.optionalNumber('offset') ?? 0
    const limit = params.optionalNumber('limit') ?? 100
    if (limit < 1 || limit > 100) throw bad('LIMIT_INVALID')
    const allowed = params.json('allowed_updates')
    if (Array.isArray(allowed)) world.allowed = allowed as string[]
    world.confirm(offset)
    const waitMs = (params.optionalNumber('timeout') ?? 0) * 1000
    if (waitMs > 0 && world.queue.length === 0) await this.#wait(waitMs, signal)
    const taken = world.queue.slice(0, limit).filter((update) => world.intercepts(update))
    for (const update of taken) world.queue.splice(world.queue.indexOf(update), 1)
    return world.queue.slice(0, limit)
  }

  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    const world = this.#world
    await new Promise<void>((resolve, reject) => {
      const end = (why: Refusal | null): void => {
        clearTimeout(timer)
        unwatch()
        signal.removeEventListener('abort', gone)
        if (this.#poll === poll) this.#poll = null
        if (why) reject(why)
        else resolve()
      }
      const gone = (): void => end(null)
      const poll: Poll = { end }
      const timer = setTimeout(gone, waitMs)
      const unwatch = world.watch(() => {
        if (world.queue.length > 0) end(null)
      })
      signal.addEventListener('abort', gone)
      this.#poll = poll
    })
  }

  /** Ends whoever waits. */
  close(): void {
    this.#poll?.end(null)
  }
}

export function setWebhook(world: TelegramWorld, params: Params): true {
  const url = params.text('url') ?? ''
  if (url === '') return deleteWebhook(world, params)
  // The real one wants HTTPS; a server on this machine is spoken to as it is.
  if (!/^https:\/\//.test(url) && !/^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url)) {
    throw bad('bad webhook: An HTTPS URL must be provided for webhook')
  }
  const secret = params.text('secret_token')
  if (secret !== null && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw bad('secret token contains unallowed characters')
  }
  const allowed = params.json('allowed_updates')
  if (Array.isArray(allowed)) world.allowed = allowed as string[]
  if (params.flag('drop_pending_updates')) world.queue.length = 0
  world.webhook = { url, secret, lastError: null }
  void deliver(world)
  return true
}

export function deleteWebhook(world: TelegramWorld, params: Params): true {
  world.webhook = null
  if (params.flag('drop_pending_updates')) world.queue.length = 0
  world.changed()
  return true
}

export function getWebhookInfo(world: TelegramWorld) {
  return {
    url: world.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: world.queue.length,
    ...(world.webhook?.lastError
      ? {
          last_error_date: Math.floor(world.webhook.lastError.atMs / 1000),
          last_error_message: world.webhook.lastError.said,
        }
      : {}),
  }
}

/** Tells the webhook one update after the other, each until it was taken. */
async function deliver(world: TelegramWorld): Promise<void> {
  const { webhook } = world
  while (webhook && world.webhook === webhook) {
    const [update] = world.queue
    if (!update) {
      await new Promise<void>((resolve) => {
        const unwatch = world.watch(() => {
          unwatch()
          resolve()
        })
      })
      continue
    }
    const wrong = await bring(webhook, update)
    if (wrong === null) world.confirm(update.update_id + 1)
    else {
      webhook.lastError = { atMs: world.nowMs(), said: wrong }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Brings one update. Returns what was wrong; null when it was taken. */
function bring(
  { url, secret }: NonNullable<TelegramWorld['webhook']>,
  update: Update,
): Promise<string | null> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(secret ? { 'x-telegram-bot-api-secret-token': secret } : {}),
    },
    body: JSON.stringify(update),
  }).then(
    (answer) => (answer.ok ? null : `Wrong response from the webhook: ${answer.status}`),
    () => 'Connection refused',
  )
}
