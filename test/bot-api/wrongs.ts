import { sql } from 'kysely'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { type Person, words } from './person.ts'
import type { Town } from './town.ts'

/** What must never be in a town that has come to rest, and is. */
export async function wrongs(town: Town, people: readonly Person[]): Promise<readonly string[]> {
  return [
    ...(await wrongPayments(town)),
    ...(await wrongBalances(town, people)),
    ...(await wrongMessages(town, people)),
  ]
}

/** Each charge is credited once, and goes back once at the most; both sides say the same of it. */
async function wrongPayments({ telegram, app }: Town): Promise<readonly string[]> {
  const known = await app.db.selectFrom('payments').select(['charge_id', 'state']).execute()
  return [...telegram.payments].flatMap(([charge, { refunded }]) => {
    const ours = known.filter((each) => each.charge_id === charge)
    const back = telegram.stars.filter(({ id, receiver }) => id === charge && receiver).length
    const [payment] = ours
    if (back > 1) return [`${charge} went back ${back} times`]
    // What nobody could credit went back at once.
    if (!payment) return refunded ? [] : [`${charge} was never credited`]
    const isBack = payment.state !== 'paid'
    return isBack === refunded ? [] : [`${charge} is ${payment.state} here, and ${refunded} there`]
  })
}

/** What somebody has is what he paid, by Telegram's own list, less what was delivered to him. */
async function wrongBalances(town: Town, people: readonly Person[]): Promise<readonly string[]> {
  const { telegram, app } = town
  const invoices = await app.db.selectFrom('telegram_invoices').select(['id', 'credits']).execute()
  const found: string[] = []
  for (const person of people) {
    const customer = await customerOf(app, telegramIdentity(person.id))
    if (customer === null) continue
    const paid = [...telegram.payments.values()]
      .filter(({ user, refunded }) => user === person.id && !refunded)
      .map(({ invoice }) => invoices.find(({ id }) => id === invoice.payload)?.credits ?? 0)
      .reduce((sum, credits) => sum + credits, 0)
    const spent = await sql<{ credits: number }>`
      select coalesce(-sum(credits), 0)::integer as credits
      from balance_entries
      where customer_id = ${customer.id} and kind = 'capture'
    `.execute(app.db)
    const expected = paid - (spent.rows[0]?.credits ?? 0)
    const has = customer.balanceCredits - customer.debtCredits
    if (has !== expected) found.push(`${person.id} has ${has} and should have ${expected}`)
  }
  return found
}

/** Each check that came to a result has one message with it, and none is left that says "reading". */
async function wrongMessages(town: Town, people: readonly Person[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const person of people) {
    const done = await sql<{ count: number }>`
      select count(*)::integer as count from checks
      join telegram_chats chat on chat.customer_id = checks.customer_id
      where chat.chat_id = ${person.id} and checks.state = 'completed'
    `.execute(town.app.db)
    const expected = done.rows[0]?.count ?? 0
    const results = person.read.filter(({ file }) => file !== null).length
    if (results !== expected) found.push(`${person.id} has ${results} results of ${expected}`)
    for (const message of person.read) {
      const text = words(message)
      if (/You may close this chat/.test(text)) found.push(`${person.id} still reads: ${text}`)
      if (/Something went wrong/.test(text)) found.push(`${person.id} was told: ${text}`)
    }
  }
  return found
}
