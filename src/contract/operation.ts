import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Instant, Paging, pageOf } from './shapes.ts'

const WATCHERS = ['admin', 'read'] as const

/** What comes by the clock, and what waits to be done. */
export const listSchedules = endpoint({
  id: 'listSchedules',
  method: 'GET',
  path: '/admin/schedules',
  tag: 'operation',
  summary: 'What comes by the clock, how it went last, and what waits to be done',
  who: WATCHERS,
  answer: z.object({
    schedules: z.array(
      z.object({
        kind: z.string(),
        cron: z.string(),
        zone: z.string(),
        nextRunAt: Instant,
        lastRunAt: Instant.nullable(),
        lastSuccessAt: Instant.nullable(),
        lastFailureAt: Instant.nullable(),
        lastError: z.string().nullable(),
        missed: z.number().int().describe('Runs that one made up for.'),
      }),
    ),
    jobs: z.array(
      z.object({
        kind: z.string(),
        waiting: z.number().int(),
        active: z.number().int(),
        dead: z.number().int().describe('Laid aside after their last try.'),
      }),
    ),
  }),
})

/** The processes that live. */
export const listProcesses = endpoint({
  id: 'listProcesses',
  method: 'GET',
  path: '/admin/processes',
  tag: 'operation',
  summary: 'Which processes of this installation live, and what they are there for',
  who: WATCHERS,
  answer: z.object({
    items: z.array(
      z.object({
        host: z.string(),
        pid: z.number().int(),
        roles: z.array(z.string()).describe('`work` reads checks; empty for a command.'),
        version: z.string(),
        startedAt: Instant,
      }),
    ),
  }),
})

/** Answers that no rule knew. */
export const listEvidence = endpoint({
  id: 'listEvidence',
  method: 'GET',
  path: '/admin/evidence',
  tag: 'operation',
  summary: 'Answers of Instagram that no rule knew, those met last first',
  description: 'They are scrubbed: nothing in them is secret or about people.',
  who: WATCHERS,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(500).default(100),
    after: Paging.after,
  }),
  answer: pageOf(
    z.object({
      id: z.string(),
      surface: z.string(),
      account: z.string().nullable(),
      firstAt: Instant,
      lastAt: Instant,
      count: z.number().int(),
      evidence: z.record(z.string(), z.unknown()),
      sketch: z.string(),
    }),
  ),
  refusals: ['CURSOR_INVALID'],
})

/** What the settings mean. */
export const listSettings = endpoint({
  id: 'listSettings',
  method: 'GET',
  path: '/admin/settings',
  tag: 'operation',
  summary: 'How this installation is set, and what that means; no secret is among it',
  description: 'They are set by the environment of the process, and read when it starts.',
  who: WATCHERS,
  answer: z.object({
    version: z.string(),
    database: z.enum(['postgres', 'embedded']),
    warnings: z.array(z.string()),
    variables: z
      .array(
        z.object({
          name: z.string().describe('Its name in the environment.'),
          value: z.string().nullable().describe('As it is set; null where it is not.'),
          means: z.string().describe('In the language asked for, and so is what is usual.'),
          usual: z.string().describe('What it is where it is not set.'),
        }),
      )
      .describe('Every setting there is.'),
    settings: z.record(z.string(), z.unknown()),
    defaults: z.record(z.string(), z.unknown()).describe('The same where nothing is set.'),
  }),
})

/** What is wrong with this installation. */
export const examineInstallation = endpoint({
  id: 'examineInstallation',
  method: 'GET',
  path: '/admin/doctor',
  tag: 'operation',
  summary: 'Look at everything a check needs: what is wrong, and how to mend it',
  description:
    'As `evercheck doctor` does, from inside the service: it starts a browser, and connects to Instagram without asking it anything. Whoever asks within half a minute is told the same.',
  who: WATCHERS,
  answer: z.object({
    at: Instant,
    findings: z.array(
      z.object({
        what: z.string(),
        state: z.enum(['well', 'careful', 'broken']),
        code: z.string().describe('What was found, for programs.'),
        says: z.string().describe('The same, and how to mend it, in the language of whoever asks.'),
      }),
    ),
  }),
  handlerMs: 90_000,
})
