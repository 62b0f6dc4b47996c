import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { AccountName, Instant, Why } from './shapes.ts'

/** What came of a renewal. */
export const Renewal = z.object({
  account: z.string(),
  outcome: z.enum(['renewed', 'stopped', 'wait', 'busy', 'unable', 'under-way']),
  why: z.string().nullable(),
})

/** Renews sessions now. */
export const refreshSession = endpoint({
  id: 'refreshSession',
  method: 'POST',
  path: '/admin/session/refresh',
  tag: 'sessions',
  summary: 'Renew sessions before they die',
  description:
    'One account, or every session that is due. What takes longer than half a minute goes on after the answer, which calls it `under-way`: its outcome is an event.',
  who: ['admin'],
  audit: { act: 'session.refresh', on: 'account', field: 'account' },
  original: true,
  body: z.strictObject({ account: AccountName.optional() }).optional(),
  answer: z.object({
    refreshed: z.array(Renewal),
  }),
  refusals: ['ACCOUNT_UNKNOWN', 'KEY_FILE_MISSING'],
  handlerMs: 60_000,
})

/** What an account logs in with. It goes in and is never given out. */
export const Credentials = z.strictObject({
  username: AccountName,
  password: z
    .string()
    .min(1)
    .max(200)
    // So a command that was copied from the panel stands before it is filled in.
    .refine((text) => text !== '…', 'Put the password in the place of …')
    .meta({ format: 'password', writeOnly: true }),
  totpSecret: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ format: 'password', writeOnly: true })
    .describe('Base32 or otpauth://. Without it, the one stored before is kept.'),
  withoutTotp: z.boolean().optional().describe('Forgets the TOTP secret stored before.'),
})

/** An account as it stands after its password was stored. */
export const StoredAccount = z.object({
  account: z.string(),
  hasTotp: z.boolean(),
  droppedSessions: z.number().int(),
  standing: z.string(),
})

/** Stores what an account logs in with. */
export const setCredentials = endpoint({
  id: 'setCredentials',
  method: 'POST',
  path: '/admin/credentials/set',
  tag: 'sessions',
  summary: 'Store the password and the TOTP secret of an account, sealed',
  description: 'Makes the account known if it is not. What was stored is never given out again.',
  who: ['admin'],
  audit: { act: 'account.credentials', field: 'username' },
  sudo: true,
  original: true,
  body: Credentials,
  answer: StoredAccount,
  refusals: ['TOTP_SECRET_INVALID', 'KEY_FILE_MISSING'],
})

const Tally = z.object({ attempts: z.number().int(), successes: z.number().int() })
const Rate = z.number().min(0).max(1).nullable().describe('A share; null when there was nothing.')
const Age = z.number().nullable().describe('In milliseconds, since the login.')

/** How many accounts are wanted. */
export const FirstAccounts = z.coerce
  .number()
  .int()
  .min(0)
  .max(200)
  .describe('At most so many accounts: those first that need something, then by name.')

/** What is to be done with an account. */
export const AccountGroup = z
  .enum(['needs', 'recovers', 'healthy', 'rests'])
  .describe('What is to be done with it: only `needs` waits for an operator.')

/** How many accounts are in each group. */
export const GroupCounts = z.record(AccountGroup, z.number().int())

/** The eight figures of one account's session. */
export const AccountHealth = z
  .object({
    account: z.string(),
    state: z
      .enum(['human', 'dead', 'paused', 'throttled', 'resting', 'queued', 'healthy'])
      .describe('Standing, rest, session and open login in one word, for whoever looks at it.'),
    group: AccountGroup,
    dialogue: z.string().nullable().describe('The login that waits for a human now.'),
    standing: z.string(),
    standingWhy: Why,
    restingUntil: Instant.nullable(),
    restingWhy: Why,
    restingKind: z
      .string()
      .nullable()
      .describe('The same for programs: bear kinds that you do not know.'),
    status: z.enum(['valid', 'invalid', 'none']),
    version: z.number().int().nullable(),
    method: z.string().nullable(),
    ageMs: Age,
    loggedInAt: Instant.nullable().describe('The login that the session lives by.'),
    lastVerifiedAt: Instant.nullable(),
    nextRefreshAt: Instant.nullable(),
    diedAt: Instant.nullable(),
    lastRefreshAt: Instant.nullable(),
    proactive: Tally,
    reactive: Tally,
    refreshRate: Rate,
    checkRate: Rate,
    requests: z.number().int().describe('What it has asked in the last 24 hours.'),
    paceFactor: z.number().describe('How much slower than set it asks, since it was throttled.'),
  })
  .meta({ id: 'AccountHealth' })

/** The eight figures of all accounts together. */
const Figures = z.object({
  at: Instant,
  windowMs: z.number().int(),
  total: z.object({
    status: z.object({
      valid: z.number().int(),
      invalid: z.number().int(),
      none: z.number().int(),
    }),
    ageMs: z.object({ oldest: Age, median: Age }),
    lastVerifiedAt: Instant.nullable(),
    nextRefreshAt: Instant.nullable(),
    proactive: Tally,
    reactive: Tally,
    refreshRate: Rate,
    checkRate: Rate,
  }),
})

/** The eight figures of the session health. */
export const sessionStatus = endpoint({
  id: 'sessionStatus',
  method: 'GET',
  path: '/admin/session/status',
  tag: 'sessions',
  summary: 'The eight figures of session health, per account and in all',
  description:
    'Status, age, last verified, next refresh, proactive and reactive refreshes, and the success rates of refreshes and checks, of the last seven days.',
  who: ['admin', 'read'],
  original: true,
  answer: Figures.extend({ accounts: z.array(AccountHealth) }),
})

/** The session health as people look at it. */
export const sessionHealth = endpoint({
  id: 'sessionHealth',
  method: 'GET',
  path: '/admin/session/health',
  tag: 'sessions',
  summary: 'Session health at a glance: figures, groups, and the accounts that need something',
  description:
    'The same eight figures of all accounts together, and only so many accounts as are asked for.',
  who: ['admin', 'read'],
  query: z.strictObject({ accounts: FirstAccounts.default(40) }),
  answer: Figures.extend({
    groups: GroupCounts,
    nextDay: z
      .object({
        renewals: z.number().int(),
        firstAt: Instant.nullable(),
        lastAt: Instant.nullable(),
        leftOut: z
          .number()
          .int()
          .describe('Accounts that are not renewed before somebody or something has moved.'),
      })
      .describe('What is renewed by itself in the next 24 hours, and what is overdue.'),
    accounts: z.array(AccountHealth),
  }),
})
