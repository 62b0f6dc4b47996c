import { Option } from 'commander'
import { audited } from '../../access/audit.ts'
import { MACHINE } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { balanceOf, entriesOf } from '../../balance/ledger.ts'
import { type Customer, checkedChat, telegramIdentity } from '../../customers/customer.ts'
import {
  createCustomer,
  findCustomer,
  identitiesOf,
  listCustomers,
} from '../../customers/customer-store.ts'
import { howMany } from '../../words/how-many.ts'
import { LANGUAGES, type Language } from '../../words/language.ts'
import { wholeNumber } from '../credits.ts'
import { entryLines } from '../entry-lines.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck customer` and the commands below it. */
export function registerCustomer({ program: root, act }: Registrar): void {
  const program = root.command('customer').description('who orders checks')
  program
    .command('add')
    .argument('<name>')
    .description('enter a customer')
    .addOption(
      new Option('--language <language>', 'the language of messages to them')
        .choices(LANGUAGES)
        .default('en'),
    )
    .option('--zone <zone>', 'their time zone, such as Europe/Moscow', 'UTC')
    .option('--telegram <id>', 'the number of their chat with the bot')
    .option('--free', 'they order at no price')
    .addOption(json())
    .action(
      act((app, output, name: string, options: Options) => addCommand(app, output, name, options)),
    )
  program
    .command('list')
    .description('all customers and what they have, the newest first')
    .option('--search <text>', 'only those with this in their name or what they are known by')
    .option('--count <n>', 'how many at the most', wholeNumber, 100)
    .addOption(json())
    .action(
      act((app, output, options: { search?: string; count: number }) =>
        listCommand(app, output, options),
      ),
    )
  program
    .command('show')
    .argument('<customer>', 'an id, a name, or tg:ID')
    .description('one customer, with the last entries of the ledger')
    .addOption(json())
    .action(act((app, output, named: string) => showCommand(app, output, named)))
}

type Options = {
  readonly language: Language
  readonly zone: string
  readonly telegram?: string
  readonly free?: boolean
}

/** @throws CustomerInvalidError CUSTOMER_INVALID */
async function addCommand(
  app: App,
  output: Output,
  name: string,
  { language, zone, telegram, free }: Options,
): Promise<number> {
  const given = { name, language, zone, pays: free !== true }
  const identities = telegram === undefined ? [] : [telegramIdentity(checkedChat(telegram))]
  const customer = await audited(
    app,
    (db) => createCustomer({ db }, given, identities),
    ({ id }) => ({ by: MACHINE, act: 'customer.add', on: ['customer', id] }),
  )
  output.json({ customer: customer.id, name: customer.name, language, zone: customer.zone })
  output.line(`Customer ${customer.name} is ${customer.id}.`)
  if (customer.pays) output.line(`Give credits: evercheck credit ${customer.id} AMOUNT`)
  return EXIT.ok
}

async function listCommand(
  app: App,
  output: Output,
  { search = '', count }: { readonly search?: string; readonly count: number },
): Promise<number> {
  const customers = await listCustomers(app, { countMax: count, search })
  output.json({ customers: customers.map(shown) })
  if (customers.length === 0) {
    output.line('There are no such customers. Enter one: evercheck customer add NAME')
    return EXIT.ok
  }
  const head = ['CUSTOMER', 'BALANCE', 'DEBT', 'OPEN', 'SINCE', 'NAME']
  const rows = customers.map((each) => [
    each.id,
    each.pays ? String(each.balanceCredits) : 'free',
    String(each.debtCredits),
    String(each.openCount),
    each.createdAt.toISOString().slice(0, 10),
    each.name,
  ])
  for (const line of tableLines(head, rows)) output.line(line)
  return EXIT.ok
}

/** @throws CustomerUnknownError CUSTOMER_UNKNOWN; CustomerAmbiguousError CUSTOMER_AMBIGUOUS */
async function showCommand(app: App, output: Output, named: string): Promise<number> {
  const customer = await findCustomer(app, named)
  const identities = (await identitiesOf(app, customer.id)).map(({ subject }) => subject)
  const { heldCredits } = await balanceOf(app, customer.id)
  const entries = await entriesOf(app, { customerId: customer.id, countMax: 10 })
  output.json({ ...shown(customer), heldCredits, identities, entries })
  const has = customer.pays
    ? `${howMany(customer.balanceCredits, 'credit')}, and ${heldCredits} held for checks`
    : 'orders at no price'
  output.line(`${customer.name || '(forgotten)'} (${customer.id}): ${has}.`)
  if (customer.debtCredits > 0) {
    output.line(
      `Owes ${howMany(customer.debtCredits, 'credit')}: whatever comes in pays them first.`,
    )
  }
  if (identities.length > 0) output.line(`Known as ${identities.join(', ')}.`)
  for (const line of entryLines(entries)) output.line(line)
  return EXIT.ok
}

function shown(customer: Customer) {
  const { id, name, language, zone, pays, balanceCredits, debtCredits, openCount } = customer
  const { createdAt, forgottenAt } = customer
  return {
    customer: id,
    name,
    language,
    zone,
    pays,
    balanceCredits,
    debtCredits,
    openCount,
    createdAt,
    forgottenAt,
  }
}
