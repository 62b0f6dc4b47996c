import { audited } from '../../access/audit.ts'
import { IdempotencyKeyReusedError } from '../../access/idempotency.ts'
import { MACHINE } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { credit } from '../../balance/ledger.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { howMany } from '../../words/how-many.ts'
import { wholeNumber } from '../credits.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck credit CUSTOMER AMOUNT`. */
export function registerCredit({ program, act }: Registrar): void {
  program
    .command('credit')
    .argument('<customer>', 'an id, a name, or tg:ID')
    .argument('<amount>', 'how many credits', wholeNumber)
    .description('give a customer credits')
    .option('--why <note>', 'what the ledger says beside it')
    .option('--take', 'take them instead; what is spent already becomes a debt')
    .option('--once <key>', 'do it only if nothing was done yet under this key')
    .addOption(json())
    .action(
      act((app, output, named: string, amount: number, options: Options) =>
        creditCommand(app, output, { named, amount, options }),
      ),
    )
}

type Options = { readonly why?: string; readonly take?: boolean; readonly once?: string }

/**
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN; CustomerAmbiguousError CUSTOMER_AMBIGUOUS;
 * IdempotencyKeyReusedError IDEMPOTENCY_KEY_REUSED
 */
async function creditCommand(
  app: App,
  output: Output,
  given: { readonly named: string; readonly amount: number; readonly options: Options },
): Promise<number> {
  const { why = null, take, once } = given.options
  const customer = await findCustomer(app, given.named)
  const credits = take === true ? -given.amount : given.amount
  const moved = await audited(
    app,
    (db) =>
      credit(
        { db },
        {
          customerId: customer.id,
          credits,
          reason: take === true ? 'corrected' : 'granted',
          note: why,
          actor: 'operator',
          source: once === undefined ? null : `once:${once}`,
        },
      ),
    ({ kind }) =>
      kind === 'known'
        ? null
        : { by: MACHINE, act: 'credit.give', on: ['customer', customer.id], detail: { credits } },
  )
  const isDone = moved.kind === 'moved'
  if (!isDone && (moved.customerId !== customer.id || moved.credits !== credits)) {
    throw new IdempotencyKeyReusedError(
      `Under the key ${once} ${howMany(moved.credits, 'credit')} went to ${moved.customerId}, so nothing was done. Use a new key for each gift.`,
    )
  }
  const { balanceCredits, debtCredits } = isDone ? moved : customer
  output.json({ customer: customer.id, credits, done: isDone, balanceCredits, debtCredits })
  output.line(
    isDone
      ? `${customer.name} has ${howMany(balanceCredits, 'credit')} now${debtCredits > 0 ? `, and owes ${debtCredits}` : ''}.`
      : `That was done before; ${customer.name} has ${howMany(balanceCredits, 'credit')}.`,
  )
  return EXIT.ok
}
