import type { FastifyInstance } from 'fastify'
import { audited, recordAudit } from '../access/audit.ts'
import { forgetCustomer } from '../checks/forget.ts'
import * as contract from '../contract/customers.ts'
import type { Customer } from '../customers/customer.ts'
import {
  changeCustomer,
  createCustomer,
  customerById,
  identitiesOf,
  listCustomers,
} from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { once } from './idempotency.ts'
import { pageOf, placeIn } from './place.ts'
import { route } from './route.ts'

/** What the routes of customers need. */
export type CustomersContext = { readonly db: Database }

/** Who orders checks. */
export function customersRoutes(context: CustomersContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.listCustomers, async ({ query }) => {
      const { limit, after, q } = query
      const found = await listCustomers(context, {
        countMax: limit + 1,
        after: placeIn(after),
        search: q ?? null,
      })
      const { items, next } = pageOf(found, limit)
      return { items: items.map(customerOf), next }
    })

    route(app, contract.addCustomer, async ({ body, principal, actor, request }, reply) => {
      const asked = { request, reply, principal, body, status: contract.addCustomer.status }
      return once(context, asked, (keep) =>
        inTransaction(context, async (db) => {
          const answer = customerOf(await createCustomer({ db }, body))
          const on = ['customer', answer.id] as const
          await recordAudit({ db }, { by: actor, act: 'customer.add', on })
          await keep(db, answer)
          return answer
        }),
      )
    })

    route(app, contract.getCustomer, async ({ params }) => {
      const customer = await customerById(context, params.customer)
      const identities = await identitiesOf(context, customer.id)
      return { ...customerOf(customer), identities: [...identities] }
    })

    route(app, contract.changeCustomer, async ({ params, body, actor }) => {
      const change = Object.fromEntries(
        Object.entries(body).filter(([, value]) => value !== undefined),
      )
      const customer = await audited(
        context,
        (db) => changeCustomer({ db }, params.customer, change),
        ({ id }) => ({
          by: actor,
          act: 'customer.change',
          on: ['customer', id],
          detail: { fields: Object.keys(change) },
        }),
      )
      return customerOf(customer)
    })

    route(app, contract.forgetCustomer, async ({ params }) => {
      // Whoever has gone away meanwhile still wants it done.
      const { signal } = new AbortController()
      const forgotten = await forgetCustomer(context, params.customer, signal)
      const { customerId: customer, since, ...counts } = forgotten
      return { customer, since: since.toISOString(), ...counts }
    })
  }
}

function customerOf(customer: Customer) {
  return {
    id: customer.id,
    name: customer.name,
    language: customer.language,
    zone: customer.zone,
    pays: customer.pays,
    balance: customer.balanceCredits,
    debt: customer.debtCredits,
    openChecks: customer.openCount,
    createdAt: customer.createdAt.toISOString(),
  }
}
