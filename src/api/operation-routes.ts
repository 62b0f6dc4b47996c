import type { FastifyInstance } from 'fastify'
import * as contract from '../contract/operation.ts'
import { databaseNow } from '../db/time.ts'
import type { JsonValue } from '../events/json.ts'
import { type ExamineContext, examineService } from '../health/examine-service.ts'
import type { Finding } from '../health/finding.ts'
import { systemClock } from '../kernel/clock.ts'
import { livingProcesses } from '../presence/presence-store.ts'
import { jobCounts } from '../queue/queue-store.ts'
import { scheduleStates } from '../queue/schedule-store.ts'
import { isEvidencePlace, unknownAnswers } from '../sessions/evidence-store.ts'
import { findingWords } from '../words/findings.ts'
import type { Language } from '../words/language.ts'
import { noteWords } from '../words/notes.ts'
import type { ActsBy } from '../words/remedy.ts'
import { SETTING_WORDS } from '../words/settings.ts'
import { actsBy } from './acts-by.ts'
import { instant } from './instant.ts'
import { CursorInvalidError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of the installation itself need. */
export type OperationContext = ExamineContext & {
  /** The settings' meaning, without a secret. */
  readonly config: { readonly set: Readonly<Record<string, string>> }
  /** What they mean where nothing is set. */
  readonly defaults: object
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

    route(app, contract.listProcesses, async () => {
      const items = (await livingProcesses(context)).map(
        ({ host, pid, roles, version: runs, startedAt }) => {
          return { host, pid, roles: [...roles], version: runs, startedAt: startedAt.toISOString() }
        },
      )
      return { items }
    })

    route(app, contract.listEvidence, async ({ query }) => {
      const { limit, after = null } = query
      if (after !== null && !isEvidencePlace(after)) throw new CursorInvalidError()
      const found = await unknownAnswers(context, { countMax: limit + 1, after })
      const next = found.length > limit ? (found[limit - 1]?.place ?? null) : null
      const items = found.slice(0, limit).map(({ place: _, ...answer }) => ({
        ...answer,
        firstAt: answer.firstAt.toISOString(),
        lastAt: answer.lastAt.toISOString(),
        evidence: plain(answer.evidence),
      }))
      return { items, next }
    })

    route(app, contract.listSettings, async ({ language }) => ({
      version,
      database: context.kind,
      warnings: context.notes.map((note) => noteWords(language, note)),
      variables: Object.entries(SETTING_WORDS[language]).map(([name, words]) => {
        return { name, value: context.config.set[name] ?? null, ...words }
      }),
      settings: plain({ ...context.config, set: undefined }),
      defaults: plain({ ...context.defaults, set: undefined }),
    }))

    const doctor = new Doctor(context)
    app.addHook('onClose', () => doctor.close())
    route(app, contract.examineInstallation, async ({ language, principal }) => {
      const { at, findings } = await doctor.examine()
      return {
        at,
        findings: findings.map((finding) => findingOf(finding, language, actsBy(principal))),
      }
    })
  }
}

/** Findings are told for so long before everything is looked at again. */
const FINDINGS_MS = 30_000

/** Looks at the installation once for all who ask at about the same time: it starts a browser. */
class Doctor {
  readonly #context: OperationContext
  readonly #over = new AbortController()
  #atMs = Number.NEGATIVE_INFINITY
  #told: Promise<{ readonly at: string; readonly findings: readonly Finding[] }> | null = null

  constructor(context: OperationContext) {
    this.#context = context
  }

  examine() {
    const nowMs = systemClock.elapsedMs()
    if (this.#told === null || nowMs - this.#atMs >= FINDINGS_MS) {
      this.#atMs = nowMs
      const told = this.#examine()
      this.#told = told
      // What failed is tried again by the next.
      told.catch(() => {
        if (this.#told === told) this.#told = null
      })
    }
    return this.#told
  }

  async #examine() {
    const at = (await databaseNow(this.#context)).toISOString()
    return { at, findings: await examineService(this.#context, this.#over.signal) }
  }

  /** Returns when nothing is looked at any more: whoever looks has ended, or is gone. */
  async close(): Promise<void> {
    this.#over.abort()
    await this.#told?.catch(() => undefined)
  }
}

function findingOf({ what, state, means }: Finding, language: Language, by: ActsBy) {
  return { what, state, code: means.code, says: findingWords(language, means, by) }
}

/** As JSON has it: what JSON does not know is left out. */
function plain(value: object): Record<string, JsonValue & ReturnType<typeof JSON.parse>> {
  return JSON.parse(JSON.stringify(value))
}
