import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { AccountGroup, FirstAccounts } from './sessions.ts'
import { AccountName, CheckId, Instant } from './shapes.ts'

const Count = z.number().int()

/** What one version of a session lived through. */
const LifeSpan = z.object({
  version: Count,
  from: Instant,
  to: Instant.nullable().describe('When the next took over or it died; null while it is in use.'),
  isCurrent: z.boolean(),
  diedAt: Instant.nullable(),
})

/** What lies behind the figures of session health. */
export const sessionHistory = endpoint({
  id: 'sessionHistory',
  method: 'GET',
  path: '/admin/session/history',
  tag: 'sessions',
  summary: 'What the sessions lived through, day by day',
  description:
    'Life lines of every account, survival by login method, logins by day and cause, deaths by cause, and checks by day and outcome.',
  who: ['admin', 'read'],
  query: z.strictObject({
    days: z.coerce.number().int().min(1).max(31).default(7).describe('Of life lines and deaths.'),
    accounts: FirstAccounts.optional(),
    account: AccountName.optional().describe('Life lines of this one only.'),
  }),
  answer: z.object({
    at: Instant,
    windowMs: Count,
    lives: z.array(
      z.object({
        account: z.string(),
        spans: z.array(LifeSpan),
        throttles: z.array(z.object({ from: Instant, to: Instant })),
      }),
    ),
    map: z
      .object({
        slotMs: Count,
        rows: z.array(
          z.object({
            group: AccountGroup,
            accounts: Count,
            slots: z
              .array(z.object({ alive: Count, deaths: Count }))
              .describe('The oldest first; the last ends now.'),
          }),
        ),
      })
      .nullable()
      .describe(
        'How many of each group had a living session when: of all, where there are more accounts than life lines were asked for.',
      ),
    survival: z.array(
      z.object({
        method: z.string(),
        fromMs: z.number(),
        toMs: z.number().nullable(),
        atRisk: Count,
        died: Count,
        survival: z.number(),
      }),
    ),
    logins: z.array(
      z.object({ day: z.string(), planned: Count, afterDeath: Count, byHand: Count }),
    ),
    deaths: z.array(z.object({ cause: z.string(), deaths: Count })),
    checks: z.array(
      z.object({ day: z.string(), complete: Count, incomplete: Count, failed: Count }),
    ),
    refreshAfterMs: Count.describe('The age at which a session is renewed before it dies.'),
    requestsMax: Count.nullable().describe('What an account may ask in 24 hours.'),
  }),
})

const Points = z.array(z.object({ at: Instant, people: Count }))

/** What happened in a check, on one axis of time. */
export const checkCourse = endpoint({
  id: 'checkCourse',
  method: 'GET',
  path: '/checks/{id}/course',
  tag: 'checks',
  summary: 'How far a check was at which moment, and what made it wait',
  description: 'The sum of people never falls. Long lists have fewer points.',
  who: ['admin', 'read'],
  params: z.strictObject({ id: CheckId }),
  answer: z.object({
    followers: Points,
    following: Points,
    passes: z
      .array(
        z.object({
          list: z.enum(['followers', 'following']),
          pass: Count,
          at: Instant,
          people: Count,
        }),
      )
      .describe('When the second pass over a list and later ones were begun.'),
    waits: z.array(
      z.object({
        kind: z.enum(['died', 'throttled', 'parked']),
        account: z.string().nullable(),
        from: Instant,
        to: Instant.nullable(),
      }),
    ),
    sessions: z.array(
      z.object({
        account: z.string(),
        version: Count,
        from: Instant,
        to: Instant.nullable(),
        diedAt: Instant.nullable(),
      }),
    ),
  }),
  refusals: ['CHECK_UNKNOWN'],
})
