import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CheckId, CustomerId, Instant, Paging, pageOf } from './shapes.ts'

const EVERYBODY = ['admin', 'read', 'customer'] as const

const Credits = z.number().int().describe('Whole credits.')

/** A line of the ledger. */
export const LedgerEntry = z
  .object({
    id: z.string(),
    customer: CustomerId,
    check: CheckId.nullable(),
    kind: z.enum(['credit', 'hold', 'release', 'capture', 'adjust']),
    credits: Credits.describe('What is taken is less than nothing.'),
    worth: Credits.describe('The balance less the debt, right after it.'),
    reason: z.string(),
    note: z.string().nullable(),
    at: Instant,
  })
  .meta({ id: 'LedgerEntry' })

const Balance = z.object({
  customer: CustomerId,
  balance: Credits,
  debt: Credits.describe('What is owed: whatever comes in pays it first.'),
  held: Credits.describe('Set aside for checks that have not ended; not in the balance.'),
})

const OfCustomer = {
  customer: CustomerId.optional().describe(
    "Whose; for administrators, who mean the house's without it.",
  ),
}

/** What a customer has. */
export const getBalance = endpoint({
  id: 'getBalance',
  method: 'GET',
  path: '/balance',
  tag: 'money',
  summary: 'What a customer has',
  who: EVERYBODY,
  query: z.strictObject(OfCustomer),
  answer: Balance,
  refusals: ['CUSTOMER_UNKNOWN'],
})

/** What has moved a balance. */
export const listEntries = endpoint({
  id: 'listEntries',
  method: 'GET',
  path: '/entries',
  tag: 'money',
  summary: "A customer's entries, the newest first",
  who: EVERYBODY,
  query: z.strictObject({ ...Paging, ...OfCustomer, check: CheckId.optional() }),
  answer: pageOf(LedgerEntry),
  refusals: ['CURSOR_INVALID', 'CUSTOMER_UNKNOWN'],
})

/** The ledger of all customers. */
export const listLedger = endpoint({
  id: 'listLedger',
  method: 'GET',
  path: '/admin/ledger',
  tag: 'money',
  summary: 'The ledger of all customers, the newest entry first',
  who: ['admin', 'read'],
  query: z.strictObject({ ...Paging, check: CheckId.optional() }),
  answer: pageOf(LedgerEntry.extend({ actor: z.string(), customerName: z.string() })),
  refusals: ['CURSOR_INVALID'],
})

/** The money of all customers in five figures. */
export const moneyFigures = endpoint({
  id: 'moneyFigures',
  method: 'GET',
  path: '/admin/money',
  tag: 'money',
  summary: 'What customers have, what is held, taken and given back, and whether it adds up',
  description:
    'Of the last thirty days. The house, which pays nothing, is not among the customers.',
  who: ['admin', 'read'],
  answer: z.object({
    windowMs: z.number().int(),
    customers: z.number().int(),
    toSpend: Credits,
    held: Credits.describe('Set aside for checks that have not ended.'),
    openChecks: z.number().int(),
    taken: Credits,
    delivered: z.number().int().describe('Checks that something was taken for.'),
    givenBack: Credits.describe('Of checks for which nothing was taken.'),
    incomplete: z.number().int(),
    failed: z.number().int(),
    compared: z
      .object({
        at: Instant,
        customers: z.number().int(),
        findings: z.number().int().describe('In how much the ledger does not agree with itself.'),
      })
      .nullable()
      .describe('The last comparison of the ledger with itself; null before the first.'),
  }),
})

/** Gives a customer credits, or takes some. */
export const giveCredits = endpoint({
  id: 'giveCredits',
  method: 'POST',
  path: '/admin/customers/{customer}/credits',
  tag: 'money',
  summary: 'Give a customer credits, or take some',
  description:
    'Less than nothing is taken; what the balance lacks becomes a debt. With `Idempotency-Key` it happens once.',
  who: ['admin'],
  audit: 'in-commit',
  sudo: true,
  idempotent: 'answered',
  params: z.strictObject({ customer: CustomerId }),
  body: z.strictObject({
    credits: z.number().int().min(-1_000_000_000).max(1_000_000_000),
    why: z.string().trim().min(1).max(500).describe('Stands beside the entry.'),
    reason: z.enum(['granted', 'paid', 'corrected', 'refunded', 'charged-back']).default('granted'),
  }),
  answer: Balance,
  refusals: ['CUSTOMER_UNKNOWN', 'CREDITS_INVALID', 'IDEMPOTENCY_KEY_REUSED'],
})
