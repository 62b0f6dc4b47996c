import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { AccountName, CheckId, CustomerId, Instant, Paging, pageOf, Why } from './shapes.ts'

const EVERYBODY = ['admin', 'read', 'customer'] as const
const WHO_ORDERS = ['admin', 'customer'] as const

/** What a person gives as a target: a name, `@name` or a link. */
export const Target = z
  .string()
  .min(1)
  .max(500)
  .meta({ example: 'ada.example' })
  .describe('A name, @name, or a link to the profile.')

export const CHECK_STATES = [
  'queued',
  'running',
  'parked',
  'completed',
  'failed',
  'cancelled',
] as const

const CheckState = z
  .enum(CHECK_STATES)
  .describe('`queued` waits for an account, `parked` stands still, `running` is being read.')

/** One list of a check. */
export const ListReading = z
  .object({
    expected: z.number().int().nullable().describe('What the profile counts.'),
    collected: z.number().int().describe('How many were read.'),
    confidence: z
      .enum(['exact', 'confirmed', 'incomplete', 'unread'])
      .nullable()
      .describe('How complete the list is; null while it is being read.'),
    pass: z.number().int(),
    pages: z.number().int(),
    readAt: Instant.nullable().describe('When it was read: how old it is.'),
    reusedFrom: CheckId.nullable().describe(
      'The earlier check that has read it, or its beginning; null for this one.',
    ),
    why: Why,
  })
  .meta({ id: 'ListReading' })

/** A check as lists of checks show it. */
export const CheckSummary = z
  .object({
    id: CheckId,
    customer: CustomerId.describe('Its customer; `shared` for whoever reads by a link.'),
    customerName: z
      .string()
      .describe('As people call the customer; empty of one who is forgotten, and by a link.'),
    target: z.string().describe('The name that was ordered.'),
    targetNow: z.string().nullable().describe("The profile's name as Instagram gives it today."),
    targetKey: z.string().nullable().describe("The profile's number, once it is known."),
    state: CheckState,
    ending: z
      .object({ kind: z.string(), why: z.string().nullable() })
      .nullable()
      .describe('What its end came to; null while it is open.'),
    why: Why.describe('Why it stands still, while it does.'),
    whyKind: z
      .string()
      .nullable()
      .describe('The same for programs: bear kinds that you do not know.'),
    parkedUntil: Instant.nullable(),
    price: z
      .number()
      .int()
      .nullable()
      .describe('What it costs, in credits; at the most, while it is open. Null by a link.'),
    charge: z
      .object({ credits: z.number().int(), why: z.string() })
      .nullable()
      .describe('What its end has cost, and why; null while it is open, and by a link.'),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    followers: ListReading,
    following: ListReading,
    requests: z
      .number()
      .int()
      .nullable()
      .describe('How many requests to Instagram it has cost so far; null by a link.'),
    logins: z
      .number()
      .int()
      .nullable()
      .describe('How many logins it has cost so far; null by a link.'),
  })
  .meta({ id: 'CheckSummary' })

/** A check with everything that is known of it. */
export const CheckDetail = CheckSummary.extend({
  place: z.number().int().nullable().describe('Its place in line; null when it does not wait.'),
  givenUpAt: Instant.nullable().describe('When it is given up if it goes on standing still.'),
  pollAfterMs: z
    .number()
    .int()
    .nullable()
    .describe('When to ask again, for those who do not listen; null when nothing will change.'),
}).meta({ id: 'CheckDetail' })

/** Orders a check. */
export const orderCheck = endpoint({
  id: 'orderCheck',
  method: 'POST',
  path: '/checks',
  tag: 'checks',
  summary: 'Order a check',
  description:
    'Ordering twice what is still open is ordering once. An order of an administrator belongs to the house and costs nothing unless it names a customer.',
  who: WHO_ORDERS,
  public: true,
  inMiniApp: true,
  audit: 'in-commit',
  idempotent: 'answered',
  body: z.strictObject({
    target: Target,
    customer: CustomerId.optional().describe('For whom; only an administrator may say so.'),
    account: AccountName.optional().describe(
      'The only account that may read it; only an administrator may say so.',
    ),
    inFront: z
      .boolean()
      .optional()
      .describe('Whether it goes before all others; only an administrator may say so.'),
    reuse: z
      .boolean()
      .optional()
      .describe(
        'Whether a complete list may serve it that was read for an earlier order, a day ago at the most (EVERCHECK_REUSE_HOURS). A list that was paid for costs nothing again.',
      ),
  }),
  status: 202,
  answer: z.object({
    id: CheckId,
    state: CheckState,
    price: z.number().int().describe('What it costs at the most, in credits.'),
  }),
  refusals: [
    'TARGET_NAME_INVALID',
    'LINE_FULL',
    'BALANCE_TOO_LOW',
    'DAY_LIMIT',
    'CUSTOMER_UNKNOWN',
    'IDEMPOTENCY_KEY_MISSING',
    'IDEMPOTENCY_KEY_REUSED',
  ],
})

/** Says what a check would cost. */
export const quoteCheck = endpoint({
  id: 'quoteCheck',
  method: 'POST',
  path: '/checks/quote',
  tag: 'checks',
  summary: 'Ask what a check would be and cost',
  description:
    'One question to Instagram, paced like any other, and kept for an hour. `unanswered` says that no account could ask yet: ask again, it waits for the same question.',
  who: WHO_ORDERS,
  public: true,
  inMiniApp: true,
  audit: 'nothing',
  body: z.strictObject({
    target: Target,
    customer: CustomerId.optional().describe('For whom; only an administrator may say so.'),
  }),
  answer: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('quoted'),
      targetKey: z.string(),
      username: z.string(),
      fullName: z.string(),
      followers: z.number().int().nullable(),
      following: z.number().int().nullable(),
      price: z.number().int().describe('As the profile is now.'),
      ceiling: z.number().int().describe('At the most; so much is held by an order.'),
      balance: z.number().int(),
      answeredAt: Instant,
    }),
    z.object({ kind: z.literal('closed'), why: z.string() }),
    z.object({ kind: z.literal('unanswered') }),
  ]),
  refusals: ['TARGET_NAME_INVALID', 'CUSTOMER_UNKNOWN', 'DAY_LIMIT'],
  handlerMs: 45_000,
})

/** The checks, the newest first. */
export const listChecks = endpoint({
  id: 'listChecks',
  method: 'GET',
  path: '/checks',
  tag: 'checks',
  summary: 'List checks, the newest first',
  who: EVERYBODY,
  public: true,
  query: z.strictObject({
    ...Paging,
    state: z
      .enum([...CHECK_STATES, 'open', 'finished', 'incomplete'])
      .optional()
      .describe('`incomplete`: ended, with a list that is not whole.'),
    target: Target.optional().describe(
      'Only checks of this target; none where no profile can be called so.',
    ),
    customer: CustomerId.optional().describe("Only this customer's; for administrators."),
  }),
  answer: pageOf(CheckSummary),
  refusals: ['CURSOR_INVALID'],
})

/** How many checks there are of each kind. */
export const countChecks = endpoint({
  id: 'countChecks',
  method: 'GET',
  path: '/checks/counts',
  tag: 'checks',
  summary: 'How many checks are open, by state, and how those of seven days have ended',
  who: ['admin', 'read'],
  answer: z.object({
    queued: z.number().int(),
    running: z.number().int(),
    parked: z.number().int(),
    completed: z.number().int().describe('Both lists are whole.'),
    incomplete: z.number().int(),
    failed: z.number().int(),
  }),
})

const OneCheck = z.strictObject({ id: CheckId })

/** One check. */
export const getCheck = endpoint({
  id: 'getCheck',
  method: 'GET',
  path: '/checks/{id}',
  tag: 'checks',
  summary: 'Read one check',
  who: [...EVERYBODY, 'link'],
  public: true,
  params: OneCheck,
  answer: CheckDetail,
  refusals: ['CHECK_UNKNOWN'],
})

/** Cancels a check. */
export const cancelCheck = endpoint({
  id: 'cancelCheck',
  method: 'DELETE',
  path: '/checks/{id}',
  tag: 'checks',
  summary: 'Cancel a check that is open',
  description: 'Delivers nothing and releases what was held. One that has ended stays as it is.',
  who: WHO_ORDERS,
  audit: { act: 'check.cancel' },
  params: OneCheck,
  answer: z.object({
    id: CheckId,
    state: CheckState,
    cancelled: z.boolean().describe('False when it had ended before.'),
  }),
  refusals: ['CHECK_UNKNOWN', 'DAY_LIMIT'],
})
