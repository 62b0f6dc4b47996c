import type { FastifyInstance } from 'fastify'
import * as contract from '../contract/operation.ts'
import type { Database } from '../db/database.ts'
import type { JsonValue } from '../events/json.ts'
import { jobCounts } from '../queue/queue-store.ts'
import { scheduleStates } from '../queue/schedule-store.ts'
import { unknownAnswers } from '../sessions/evidence-store.ts'
import { instant } from './instant.ts'
import { route } from './route.ts'

/** What the routes of the installation itself need. */
export type OperationContext = {
  readonly db: Database
  readonly kind: 'postgres' | 'embedded'
  readonly warnings: readonly string[]
  /** The settings' meaning, without a secret. */
  readonly config: object
}

/** The installation itself: what comes by the clock, what it met, how it is set. */
export function operationRoutes(
  context: OperationContext,
  version: string,
): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.listSchedules, async () => ({
      schedules: (await scheduleStates(context)).map((state) => ({
        kind: state.kind,
        cron: state.cron,
        zone: state.zone,
        nextRunAt: state.nextRunAt.toISOString(),
        lastRunAt: instant(state.lastRunAt),
        lastSuccessAt: instant(state.lastSuccessAt),
        lastFailureAt: instant(state.lastFailureAt),
        lastError: state.lastError,
        missed: state.missedCount,
      })),
      jobs: [...(await jobCounts(context))],
    }))

    route(app, contract.listEvidence, async ({ query }) => {
      const found = await unknownAnswers(context, query.limit)
      const items = found.map((answer) => ({
        ...answer,
        firstAt: answer.firstAt.toISOString(),
        lastAt: answer.lastAt.toISOString(),
        evidence: plain(answer.evidence),
      }))
      return { items }
    })

    route(app, contract.listSettings, async () => ({
      version,
      database: context.kind,
      warnings: [...context.warnings],
      settings: plain(context.config),
    }))
  }
}

/** As JSON has it: what JSON does not know is left out. */
function plain(value: object): Record<string, JsonValue & ReturnType<typeof JSON.parse>> {
  return JSON.parse(JSON.stringify(value))
}
