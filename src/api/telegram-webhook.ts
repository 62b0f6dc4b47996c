import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { arrivedOf } from '../chats/arrived.ts'
import { takeIn } from '../chats/inbox.ts'
import type { Database } from '../db/database.ts'
import { EndpointUnknownError, RequestInvalidError } from './refusals.ts'

const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

/**
 * Where Telegram brings the bot's updates. It is let in by the secret that it was given, before
 * anything of a body is read; to others there is nothing at this address. An update is stored
 * before it is acknowledged, once however often it is brought; whichever process has the bot deals
 * with it.
 */
export function telegramWebhook(
  context: { readonly db: Database },
  { path, secret }: { readonly path: string; readonly secret: string | null },
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    if (secret === null) return
    app.post(
      path,
      {
        onRequest: async (request) => {
          const shown = request.headers[SECRET_HEADER]
          if (typeof shown === 'string' && isSame(shown, secret)) return
          throw new EndpointUnknownError('There is nothing public at this address.')
        },
      },
      async (request, reply) => {
        const arrived = arrivedOf(request.body)
        if (arrived === null) throw new RequestInvalidError('This is no update.')
        await takeIn(context, [arrived])
        return reply.status(200).send()
      },
    )
  }
}

/** Whether two secrets are the same; how long that takes tells nothing of either. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
