import { onTestFinished } from 'vitest'
import { credit } from '../src/balance/ledger.ts'
import { cancelCheck } from '../src/checks/cancel.ts'
import type { CustomerLimits } from '../src/checks/customer-limits.ts'
import { type CheckOrder, orderCheck } from '../src/checks/order.ts'
import { createCustomer } from '../src/customers/customer-store.ts'
import { type OpenDatabase, openDatabase } from '../src/db/database.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { makeTestDatabase, type TestDatabase } from './databases.ts'

/** A database with several connections, for what is done to a ledger at the same time. */
export async function openTill(
  connectionsMax = 4,
  customerLimits: CustomerLimits = {
    ordersPerDayMax: 1000,
    quotesPerDayMax: 1000,
    cancelsPerDayMax: 1000,
  },
): Promise<Till> {
  const made = await makeTestDatabase()
  const database = await openDatabase({
    url: made.url,
    dataFolder: '',
    holder: newHolder(),
    connectionsMax,
  })
  onTestFinished(async () => {
    await database.close()
    await made.drop()
  })
  return new Till(database, customerLimits, made)
}

/** Customers, their credits and their orders. It satisfies the contexts of their verbs. */
export class Till {
  readonly db: OpenDatabase['db']
  readonly holder: string
  readonly database: OpenDatabase
  readonly customerLimits: CustomerLimits
  readonly turn: TestDatabase['turn']
  readonly url: string

  constructor(database: OpenDatabase, customerLimits: CustomerLimits, made: TestDatabase) {
    this.db = database.db
    this.holder = database.holder
    this.database = database
    this.customerLimits = customerLimits
    this.turn = made.turn
    this.url = made.url
  }

  /** A customer who pays, with so many credits. */
  async customer(name: string, credits = 0): Promise<string> {
    const given = { name, language: 'en', zone: 'UTC', pays: true } as const
    const { id } = await createCustomer(this, given)
    if (credits > 0) await this.grant(id, credits)
    return id
  }

  /** Gives credits, or takes them as a chargeback does. */
  async grant(customerId: string, credits: number): Promise<void> {
    const reason = credits > 0 ? 'granted' : 'charged-back'
    const rest = { note: null, actor: 'operator', source: null } as const
    await credit(this, { customerId, credits, reason, ...rest })
  }

  order(customerId: string, target: string, more: Partial<CheckOrder> = {}) {
    const order = { customerId, target, patienceMs: 3_600_000, accountId: null, inFront: false }
    return orderCheck(this, { ...order, ...more })
  }

  /** Orders what must not be refused, and returns its id. */
  async ordered(customerId: string, target: string): Promise<string> {
    const ordered = await this.order(customerId, target)
    if (ordered.kind !== 'ordered') throw new Error(`refused: ${ordered.kind}`)
    return ordered.check.id
  }

  cancel(checkId: string) {
    return cancelCheck(this, checkId, 'customer')
  }
}
