import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import {
  AccountGroup,
  AccountHealth,
  Credentials,
  GroupCounts,
  Renewal,
  StoredAccount,
} from './sessions.ts'
import { AccountName, Instant, Paging, pageOf, Why } from './shapes.ts'

const WATCHERS = ['admin', 'read'] as const

const OneAccount = z.strictObject({ account: AccountName })

const AccountRole = z
  .enum(['checks', 'backup'])
  .describe('`backup` reads only while no other account could.')

/** An account of the operator's, beside the health of its session. */
export const Account = AccountHealth.extend({
  remedy: z.string().nullable().describe('What an operator does about it; null while it works.'),
  role: AccountRole,
  proxy: z
    .string()
    .nullable()
    .describe("Its own way out by its host, without a password; null for the operator's way."),
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  budget: z
    .array(
      z.object({
        windowMs: z.number().int(),
        used: z.number().int(),
        max: z.number().int(),
      }),
    )
    .describe('How many requests it has made in each window, and how many it may.'),
  addedAt: Instant,
}).meta({ id: 'Account' })

const Version = z
  .object({
    version: z.number().int(),
    label: z.enum(['pending', 'current', 'previous', 'retired']),
    method: z.string(),
    loggedInAt: Instant,
    renewedAt: Instant,
    lastVerifiedAt: Instant.nullable(),
    nextRefreshAt: Instant.nullable(),
    diedAt: Instant.nullable(),
    cause: Why,
    kept: z.boolean().describe('Whether its cookies are still stored, sealed.'),
  })
  .meta({ id: 'SessionVersion' })

/** The accounts, those first that need something. */
export const listAccounts = endpoint({
  id: 'listAccounts',
  method: 'GET',
  path: '/admin/accounts',
  tag: 'accounts',
  summary: 'List the accounts with the health of their sessions, those first that need something',
  description:
    'The one that `q` names comes first, then one group after the other, and within each what has a login open, then by name.',
  who: WATCHERS,
  query: z.strictObject({
    q: z
      .string()
      .trim()
      .toLowerCase()
      .max(100)
      .transform((text) => text.replace(/^@/, ''))
      .default('')
      .describe('A part of the name.'),
    group: AccountGroup.optional(),
    ...Paging,
  }),
  answer: pageOf(AccountHealth).extend({
    groups: GroupCounts.describe('How many have the part, by group; whatever group was asked for.'),
    requests: z.number().int().describe('What they have asked in the last 24 hours.'),
    requestsMax: z.number().int().nullable().describe('What each may ask in 24 hours.'),
  }),
  refusals: ['CURSOR_INVALID'],
})

/** Makes an account known. */
export const addAccount = endpoint({
  id: 'addAccount',
  method: 'POST',
  path: '/admin/accounts',
  tag: 'accounts',
  summary: 'Add an account by its password, sealed',
  description: 'One that is known is given the new password. No request is made to Instagram.',
  who: ['admin'],
  audit: { act: 'account.credentials', field: 'username' },
  sudo: true,
  body: Credentials,
  status: 201,
  answer: StoredAccount,
  refusals: ['TOTP_SECRET_INVALID', 'KEY_FILE_MISSING'],
})

/** One account. */
export const getAccount = endpoint({
  id: 'getAccount',
  method: 'GET',
  path: '/admin/accounts/{account}',
  tag: 'accounts',
  summary: 'Read one account: its health, budget and pace',
  who: WATCHERS,
  params: OneAccount,
  answer: Account,
  refusals: ['ACCOUNT_UNKNOWN'],
})

/** As what an account is seen by Instagram. */
export const accountDevice = endpoint({
  id: 'accountDevice',
  method: 'GET',
  path: '/admin/accounts/{account}/device',
  tag: 'accounts',
  summary: 'Read what makes Instagram see the same browser of an account again',
  description: 'It is kept sealed with the session: null where there is none, or no key opens it.',
  who: WATCHERS,
  params: OneAccount,
  answer: z.object({
    device: z
      .object({
        userAgent: z.string(),
        locale: z.string(),
        timeZone: z.string(),
        viewport: z.object({ width: z.number().int(), height: z.number().int() }),
      })
      .nullable(),
  }),
  refusals: ['ACCOUNT_UNKNOWN'],
})

/** What an account has asked. */
export const accountActivity = endpoint({
  id: 'accountActivity',
  method: 'GET',
  path: '/admin/accounts/{account}/activity',
  tag: 'accounts',
  summary: 'How much an account has asked by day, and how it was answered in the last 24 hours',
  description:
    'Days are those of UTC. A slot is a quarter of an hour; those in which nothing happened are left out.',
  who: WATCHERS,
  params: OneAccount,
  answer: z.object({
    at: Instant,
    days: z.array(z.object({ day: z.string(), requests: z.number().int() })),
    slotMs: z.number().int(),
    slots: z.array(
      z.object({
        from: Instant,
        requests: z.number().int(),
        throttles: z.number().int(),
        deaths: z.number().int(),
      }),
    ),
  }),
  refusals: ['ACCOUNT_UNKNOWN'],
})

/** The versions of an account's session. */
export const listVersions = endpoint({
  id: 'listVersions',
  method: 'GET',
  path: '/admin/accounts/{account}/sessions',
  tag: 'accounts',
  summary: "List the versions of an account's session, the newest first",
  who: WATCHERS,
  params: OneAccount,
  query: z.strictObject(Paging),
  answer: pageOf(Version),
  refusals: ['ACCOUNT_UNKNOWN', 'CURSOR_INVALID'],
})

/** Goes back to a former version of a session. */
export const rollBackSession = endpoint({
  id: 'rollBackSession',
  method: 'POST',
  path: '/admin/accounts/{account}/sessions/rollback',
  tag: 'accounts',
  summary: 'Go back to a former version of a session, if it still answers',
  description:
    'It is asked about first, and made current only if it answers for itself; the one that was in use is kept as the one before. Only `rolled-back` has changed anything.',
  who: ['admin'],
  audit: { act: 'session.rollback', on: 'account' },
  params: OneAccount,
  body: z
    .strictObject({
      version: z
        .number()
        .int()
        .min(1)
        .max(1_000_000_000)
        .optional()
        .describe('Which one; without it, the newest former one that nobody has proved dead.'),
    })
    .optional(),
  answer: z.object({
    account: z.string(),
    outcome: z.enum([
      'rolled-back',
      'current',
      'no-version',
      'erased',
      'unopenable',
      'dead',
      'vague',
      'resting',
      'stopped',
      'busy',
    ]),
    version: z.number().int().nullable(),
    why: z.string(),
  }),
  refusals: ['ACCOUNT_UNKNOWN', 'KEY_FILE_MISSING'],
  handlerMs: 120_000,
})

/** Renews the session of an account now. */
export const renewAccount = endpoint({
  id: 'renewAccount',
  method: 'POST',
  path: '/admin/accounts/{account}/renew',
  tag: 'accounts',
  summary: 'Renew the session of an account before it dies',
  description:
    'What takes longer than half a minute goes on after the answer, which calls it `under-way`: its outcome is an event.',
  who: ['admin'],
  audit: { act: 'session.refresh', on: 'account' },
  params: OneAccount,
  answer: Renewal,
  refusals: ['ACCOUNT_UNKNOWN', 'KEY_FILE_MISSING'],
  handlerMs: 60_000,
})

/** The renewals of an account. */
export const listRefreshes = endpoint({
  id: 'listRefreshes',
  method: 'GET',
  path: '/admin/accounts/{account}/refreshes',
  tag: 'accounts',
  summary: 'List the renewals of an account, the newest first',
  who: WATCHERS,
  params: OneAccount,
  query: z.strictObject(Paging),
  answer: pageOf(
    z.object({
      id: z.string(),
      cause: z.string(),
      method: z.string(),
      startedAt: Instant,
      finishedAt: Instant.nullable(),
      outcome: z.string(),
      detail: z.string().nullable(),
      formSent: z.boolean().describe('Only then was it a login, whatever came of it.'),
    }),
  ),
  refusals: ['ACCOUNT_UNKNOWN', 'CURSOR_INVALID'],
})

const Standing = z.object({ account: z.string(), standing: z.string() })

/** Lets an account rest. */
export const pauseAccount = endpoint({
  id: 'pauseAccount',
  method: 'POST',
  path: '/admin/accounts/{account}/pause',
  tag: 'accounts',
  summary: 'Use an account no more for now',
  who: ['admin'],
  audit: 'in-commit',
  params: OneAccount,
  answer: Standing,
  refusals: ['ACCOUNT_UNKNOWN', 'STANDING_MOVE'],
})

/** Uses an account again. */
export const resumeAccount = endpoint({
  id: 'resumeAccount',
  method: 'POST',
  path: '/admin/accounts/{account}/resume',
  tag: 'accounts',
  summary: 'Use an account again, after a human has dealt with it',
  who: ['admin'],
  audit: 'in-commit',
  params: OneAccount,
  answer: Standing,
  refusals: ['ACCOUNT_UNKNOWN', 'STANDING_MOVE'],
})

/** Says what an account is there for. */
export const setAccountRole = endpoint({
  id: 'setAccountRole',
  method: 'PUT',
  path: '/admin/accounts/{account}/role',
  tag: 'accounts',
  summary: 'Keep an account for when no other is left, or for every check',
  who: ['admin'],
  audit: 'in-commit',
  params: OneAccount,
  body: z.strictObject({ role: AccountRole }),
  answer: z.object({ account: z.string(), role: AccountRole }),
  refusals: ['ACCOUNT_UNKNOWN'],
})

/** Gives an account a way out of its own. */
export const setAccountProxy = endpoint({
  id: 'setAccountProxy',
  method: 'PUT',
  path: '/admin/accounts/{account}/proxy',
  tag: 'accounts',
  summary: "Let an account leave by a proxy of its own, or by the operator's way again",
  description:
    'It is tried before it is stored: one that leads nowhere, or shows several addresses, is refused. It is sealed, and never given out again.',
  who: ['admin'],
  audit: { act: 'account.proxy' },
  sudo: true,
  params: OneAccount,
  body: z.strictObject({
    proxy: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .nullable()
      .meta({ format: 'password', writeOnly: true })
      .describe("http://USER:PASSWORD@HOST:PORT, https:// or socks5://; null: the operator's."),
  }),
  answer: z.object({
    account: z.string(),
    proxy: z.string().nullable().describe('Its host, without a password.'),
    seenAs: z.string().nullable().describe('The address that is seen, where somebody tells it.'),
  }),
  refusals: ['ACCOUNT_UNKNOWN', 'PROXY_INVALID', 'PROXY_UNUSABLE', 'KEY_FILE_MISSING'],
  handlerMs: 45_000,
})

/** Takes over a session. */
export const importAccount = endpoint({
  id: 'importAccount',
  method: 'POST',
  path: '/admin/accounts/{account}/import',
  tag: 'accounts',
  summary: 'Take over a session from cookies of your own browser',
  description:
    'They are used only if they answer for themselves. Without a user agent they are said to come from the browser of Evercheck.',
  who: ['admin'],
  audit: { act: 'account.import' },
  sudo: true,
  params: OneAccount,
  body: z.strictObject({
    cookies: z.string().min(1).max(1_000_000).meta({ writeOnly: true }),
    userAgent: z.string().min(1).max(512).optional(),
  }),
  answer: z.object({
    account: z.string(),
    outcome: z.enum(['imported', 'refused', 'busy']),
    version: z.number().int().nullable(),
    why: Why,
  }),
  refusals: ['COOKIES_UNREADABLE', 'USER_AGENT_INVALID', 'KEY_FILE_MISSING', 'BROWSER_MISSING'],
  bodyBytesMax: 1_200_000,
  handlerMs: 90_000,
})

/** Forgets an account. */
export const retireAccount = endpoint({
  id: 'retireAccount',
  method: 'DELETE',
  path: '/admin/accounts/{account}',
  tag: 'accounts',
  summary: 'Retire an account: forget its password, its sessions and all that is known of it',
  description: 'Lists that were read with it stay. Its own logins are logged out at Instagram.',
  who: ['admin'],
  audit: { act: 'account.retire' },
  sudo: true,
  params: OneAccount,
  query: z.strictObject({ logOut: z.stringbool().default(true) }),
  answer: z.object({
    account: z.string(),
    retired: z.boolean().describe('False while another process uses it: try again.'),
    loggedOut: z.number().int(),
  }),
  refusals: ['ACCOUNT_UNKNOWN'],
  handlerMs: 60_000,
})
