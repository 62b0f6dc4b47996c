import type { FastifyInstance } from 'fastify'
import { sessionHistory as endpoint } from '../contract/history.ts'
import type { Database } from '../db/database.ts'
import { type SessionHistory, sessionHistory } from '../overview/session-history.ts'
import { route } from './route.ts'

/** What the history of sessions is read and explained with. */
export type HistoryContext = {
  readonly db: Database
  readonly refreshAfterMs: number
  readonly windows: readonly { readonly countMax: number; readonly windowMs: number }[]
}

const DAY_MS = 24 * 3_600_000

/** The history behind session health. */
export function historyRoutes(context: HistoryContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, endpoint, async ({ query }) => {
      const history = await sessionHistory(context, query.days * DAY_MS)
      const day = context.windows.find(({ windowMs }) => windowMs === DAY_MS)
      return {
        ...onTheWire(history),
        refreshAfterMs: context.refreshAfterMs,
        requestsMax: day?.countMax ?? null,
      }
    })
  }
}

function onTheWire(history: SessionHistory) {
  return {
    ...history,
    at: history.at.toISOString(),
    lives: history.lives.map(({ account, spans, throttles }) => ({
      account,
      spans: spans.map(({ from, to, diedAt, ...span }) => ({
        ...span,
        from: from.toISOString(),
        to: to?.toISOString() ?? null,
        diedAt: diedAt?.toISOString() ?? null,
      })),
      throttles: throttles.map(({ from, to }) => ({
        from: from.toISOString(),
        to: to.toISOString(),
      })),
    })),
    survival: [...history.survival],
    logins: [...history.logins],
    deaths: [...history.deaths],
    checks: [...history.checks],
    requests: [...history.requests],
  }
}
