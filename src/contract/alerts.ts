import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

/** Something that needs an operator, or did. */
export const Alert = z
  .object({
    id: z.string(),
    rule: z.string(),
    subject: z.string().describe('What it is about; empty for the whole installation.'),
    name: z.string().describe('What people call that.'),
    severity: z.enum(['critical', 'warning', 'info']),
    words: z.string().describe('What it says, in the language asked for.'),
    todo: z.string().describe('What to do about it.'),
    value: z.number().describe('What its rule has measured last.'),
    sinceAt: Instant,
    raisedAt: Instant,
    resolvedAt: Instant.nullable(),
    silenceable: z.boolean().describe('False where people are told whatever anybody wants.'),
    acknowledgedAt: Instant.nullable(),
    acknowledgedBy: z.string().nullable(),
  })
  .meta({ id: 'Alert' })

const RuleName = z
  .string()
  .regex(/^[A-Z][A-Za-z]{1,60}$/)
  .describe('The name of a rule, as alerts bear it.')

const AlertId = z.string().regex(/^[\w-]{1,80}$/)

/** The alerts. */
export const listAlerts = endpoint({
  id: 'listAlerts',
  method: 'GET',
  path: '/admin/alerts',
  tag: 'alerts',
  summary: 'List what needs an operator, the worst first; or what was raised last',
  who: ['admin', 'read'],
  query: z.strictObject({
    state: z.enum(['open', 'recent']).default('open'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: AlertId.optional(),
  }),
  answer: z.object({
    items: z.array(Alert),
    next: z.string().nullable().describe('What to give as `after`; null on the last page.'),
  }),
  refusals: ['CURSOR_INVALID'],
})

/** Says that somebody deals with an alert. */
export const acknowledgeAlert = endpoint({
  id: 'acknowledgeAlert',
  method: 'POST',
  path: '/admin/alerts/{alert}/acknowledge',
  tag: 'alerts',
  summary: 'Say that you deal with it: it is not repeated, and its end is told',
  who: ['admin'],
  audit: 'in-commit',
  params: z.strictObject({ alert: AlertId }),
  answer: z.object({
    acknowledged: z.boolean().describe('False when somebody was quicker, who is named.'),
    by: z.string(),
  }),
  refusals: ['ALERT_UNKNOWN'],
})

/** Silences a rule, or one subject of it. */
export const silenceAlert = endpoint({
  id: 'silenceAlert',
  method: 'POST',
  path: '/admin/alerts/silences',
  tag: 'alerts',
  summary: 'Tell nobody of a rule, or of one subject of it, for a time',
  who: ['admin'],
  audit: 'in-commit',
  body: z.strictObject({
    rule: RuleName,
    subject: z.string().max(120).optional(),
    minutes: z
      .number()
      .int()
      .min(0)
      .max(30 * 24 * 60)
      .describe('Zero ends a silence.'),
  }),
  answer: z.object({ until: Instant }),
  refusals: ['RULE_UNKNOWN', 'RULE_NEVER_SILENT'],
})

/** The rules, and how close each is to its alert. */
export const listRules = endpoint({
  id: 'listRules',
  method: 'GET',
  path: '/admin/alerts/rules',
  tag: 'alerts',
  summary: 'List the rules, and how close each is to its alert at this moment',
  who: ['admin', 'read'],
  answer: z.object({
    at: Instant,
    items: z.array(
      z.object({
        rule: z.string(),
        severity: z.enum(['critical', 'warning', 'info']),
        title: z.string().describe('What it tells of, in the language asked for.'),
        todo: z.string(),
        value: z.number().describe('What is measured now: the greatest, or the sum of all.'),
        over: z.number().describe('Above this it fires.'),
        unit: z.enum(['seconds', 'ratio', 'number']),
        forMs: z.number().int().describe('How long it must hold before anybody is told.'),
      }),
    ),
  }),
})

/** The silences that last. */
export const listSilences = endpoint({
  id: 'listSilences',
  method: 'GET',
  path: '/admin/alerts/silences',
  tag: 'alerts',
  summary: 'List the silences that last, the longest first',
  who: ['admin', 'read'],
  answer: z.object({
    items: z.array(
      z.object({
        rule: z.string(),
        subject: z.string().nullable(),
        until: Instant,
        by: z.string(),
      }),
    ),
  }),
})
