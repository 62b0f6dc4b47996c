import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import * as contract from '../contract/history.ts'
import type { Database } from '../db/database.ts'
import { type CheckCourse, type CoursePoint, checkCourse } from '../overview/check-course.ts'
import {
  type LivesWanted,
  type SessionHistory,
  sessionHistory,
} from '../overview/session-history.ts'
import { dailyMax } from './health-view.ts'
import { instant } from './instant.ts'
import { ownCheck } from './own-check.ts'
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
    route(app, contract.sessionHistory, async ({ query }) => {
      const history = await sessionHistory(context, query.days * DAY_MS, livesWanted(query))
      return {
        ...onTheWire(history),
        refreshAfterMs: context.refreshAfterMs,
        requestsMax: dailyMax(context),
      }
    })

    route(app, contract.checkCourse, async ({ params, principal }) => {
      const { id } = await ownCheck(context, principal, params.id)
      return courseOnTheWire(await checkCourse(context, id))
    })
  }
}

function livesWanted({ account, accounts }: Asked): LivesWanted {
  if (account !== undefined) return { of: 'one', account }
  return accounts === undefined ? { of: 'all' } : { of: 'first', countMax: accounts }
}

type Asked = z.output<NonNullable<typeof contract.sessionHistory.query>>

function courseOnTheWire({ followers, following, passes, waits, sessions }: CheckCourse) {
  const points = (of: readonly CoursePoint[]) =>
    of.map(({ at, people }) => ({ at: at.toISOString(), people }))
  return {
    followers: points(followers),
    following: points(following),
    passes: passes.map((pass) => ({ ...pass, at: pass.at.toISOString() })),
    waits: waits.map((wait) => ({
      ...wait,
      from: wait.from.toISOString(),
      to: instant(wait.to),
    })),
    sessions: sessions.map((session) => ({
      ...session,
      from: session.from.toISOString(),
      to: instant(session.to),
      diedAt: instant(session.diedAt),
    })),
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
        to: instant(to),
        diedAt: instant(diedAt),
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
    map: history.map && {
      slotMs: history.map.slotMs,
      rows: history.map.rows.map((row) => ({ ...row, slots: [...row.slots] })),
    },
  }
}
