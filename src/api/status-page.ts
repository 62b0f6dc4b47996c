import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/database.ts'
import { publicStatus } from '../overview/public-status.ts'
import { languageOf } from '../words/language.ts'
import { PUBLIC_STATUS_WORDS } from '../words/public-status.ts'

const STYLE =
  ':root{color-scheme:light dark;font:1.1rem/1.5 system-ui,sans-serif}main{max-width:36rem;margin:20vh auto;padding:0 1rem}p{margin:.5rem 0}small{opacity:.7}'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** So long one answer does for all who look: the page asks for no name, and many may look. */
const KEPT_MS = 5000

/** The public status page, in the reader's language. It names nobody, and counts nothing. */
export function statusPage(context: {
  readonly db: Database
  readonly clock: { elapsedMs(): number }
}): (app: FastifyInstance) => Promise<void> {
  let kept: { readonly status: ReturnType<typeof publicStatus>; readonly atMs: number } | null =
    null
  return async (app) => {
    app.get('/public/status', { exposeHeadRoute: true }, async (request, reply) => {
      const nowMs = context.clock.elapsedMs()
      if (kept === null || nowMs - kept.atMs > KEPT_MS) {
        kept = { status: publicStatus(context), atMs: nowMs }
        // What could not be asked is not remembered.
        kept.status.catch(() => {
          kept = null
        })
      }
      const { state, at } = await kept.status
      const language = languageOf(request.headers['accept-language'])
      const { title, states, asOf } = PUBLIC_STATUS_WORDS[language]
      const time = at.toISOString()
      return reply
        .headers(HEADERS)
        .send(
          `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><main><h1>Evercheck</h1><p>${states[state]}</p><small>${asOf} <time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time></small></main></html>`,
        )
    })
  }
}
