import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CustomerId, Instant, Paging, pageOf } from './shapes.ts'

/** Somebody who orders checks. */
export const Customer = z
  .object({
    id: CustomerId,
    name: z.string(),
    language: z.enum(['en', 'ru']),
    zone: z.string().describe('A time zone by its name, such as Europe/Moscow.'),
    pays: z.boolean().describe('Whether checks cost something.'),
    balance: z.number().int(),
    debt: z.number().int(),
    openChecks: z.number().int(),
    createdAt: Instant,
  })
  .meta({ id: 'Customer' })

const Identity = z.object({ kind: z.string(), subject: z.string() })

const Changeable = {
  name: z.string().trim().min(1).max(200),
  language: z.enum(['en', 'ru']),
  zone: z.string().min(1).max(60),
  pays: z.boolean(),
}

/** The customers, the newest first. */
export const listCustomers = endpoint({
  id: 'listCustomers',
  method: 'GET',
  path: '/admin/customers',
  tag: 'customers',
  summary: 'List customers, the newest first',
  who: ['admin', 'read'],
  query: z.strictObject({ ...Paging, q: z.string().max(100).optional() }),
  answer: pageOf(Customer),
  refusals: ['CURSOR_INVALID'],
})

/** Enters a customer. */
export const addCustomer = endpoint({
  id: 'addCustomer',
  method: 'POST',
  path: '/admin/customers',
  tag: 'customers',
  summary: 'Enter a customer',
  who: ['admin'],
  audit: 'in-commit',
  body: z.strictObject({
    name: Changeable.name,
    language: Changeable.language.default('en'),
    zone: Changeable.zone.default('UTC'),
    pays: Changeable.pays.default(true),
  }),
  idempotent: 'answered',
  status: 201,
  answer: Customer,
  refusals: ['CUSTOMER_INVALID', 'IDEMPOTENCY_KEY_REUSED'],
})

const OneCustomer = z.strictObject({ customer: CustomerId })

/** One customer. */
export const getCustomer = endpoint({
  id: 'getCustomer',
  method: 'GET',
  path: '/admin/customers/{customer}',
  tag: 'customers',
  summary: 'Read one customer, and by what he is known',
  who: ['admin', 'read'],
  params: OneCustomer,
  answer: Customer.extend({ identities: z.array(Identity) }),
  refusals: ['CUSTOMER_UNKNOWN'],
})

/** Changes what is known of a customer. */
export const changeCustomer = endpoint({
  id: 'changeCustomer',
  method: 'PATCH',
  path: '/admin/customers/{customer}',
  tag: 'customers',
  summary: 'Change what is known of a customer',
  who: ['admin'],
  audit: 'in-commit',
  params: OneCustomer,
  body: z.strictObject(Changeable).partial(),
  answer: Customer,
  refusals: ['CUSTOMER_UNKNOWN', 'CUSTOMER_INVALID'],
})

/** Forgets a customer. */
export const forgetCustomer = endpoint({
  id: 'forgetCustomer',
  method: 'DELETE',
  path: '/admin/customers/{customer}',
  tag: 'customers',
  summary: 'Forget a customer: all but what the ledger must keep',
  description:
    'Cancels what is open and gives back what was held; ends keys, watches, webhooks and links; deletes checks with their lists. The ledger stays, under an id that leads to nobody. Asked again, it goes on where it was interrupted.',
  who: ['admin'],
  audit: { act: 'customer.forget' },
  sudo: true,
  params: OneCustomer,
  answer: z.object({
    customer: CustomerId,
    wasForgotten: z.boolean().describe('Whether it had been done before.'),
    cancelledChecks: z.number().int(),
    releasedCredits: z.number().int(),
    deletedChecks: z.number().int(),
    keptEntries: z.number().int(),
    keptPayments: z.number().int(),
    since: Instant.describe('Backups that were made since then hold the customer still.'),
  }),
  refusals: ['CUSTOMER_UNKNOWN', 'HOUSE_KEPT'],
  handlerMs: 120_000,
})
