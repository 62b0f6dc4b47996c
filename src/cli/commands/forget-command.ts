import { recordAudit } from '../../access/audit.ts'
import { MACHINE } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { forgetCustomer } from '../../checks/forget.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { howMany } from '../../words/how-many.ts'
import { backupsSince } from '../backups.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { askWhether, isSomebodyThere } from '../secret-input.ts'

/** Registers `evercheck forget CUSTOMER`. */
export function registerForget({ program, act, shell }: Registrar): void {
  program
    .command('forget')
    .argument('<customer>', 'an id, a name, or tg:ID')
    .description('cancel what a customer has open, and delete all but what the ledger must keep')
    .option('--yes', 'do not ask first')
    .addOption(json())
    .action(
      act((app, output, named: string, options: { yes?: boolean; json?: boolean }) => {
        const asks = options.yes !== true && options.json !== true && isSomebodyThere()
        return forgetCommand(app, output, { named, asks }, shell.signal)
      }),
    )
}

/** @throws CustomerUnknownError CUSTOMER_UNKNOWN, CustomerAmbiguousError, HouseKeptError */
async function forgetCommand(
  app: App,
  output: Output,
  { named, asks }: { readonly named: string; readonly asks: boolean },
  signal: AbortSignal,
): Promise<number> {
  const { id, name, balanceCredits } = await findCustomer(app, named)
  const question = `Forget ${name === '' ? id : name}, who has ${howMany(balanceCredits, 'credit')}? This cannot be undone.`
  if (asks && !(await askWhether(question, signal))) return EXIT.ok
  const forgotten = await forgetCustomer(app, id, signal)
  await recordAudit(app, { by: MACHINE, act: 'customer.forget', on: ['customer', id] })
  const backups = await backupsSince(app.config.dataFolder, forgotten.since)
  output.json({ ...forgotten, backups: backups.map(({ file }) => file) })
  const { cancelledChecks, releasedCredits, deletedChecks, keptEntries, keptPayments } = forgotten
  output.line(
    `Cancelled: ${howMany(cancelledChecks, 'open check')}. Given back: ${howMany(releasedCredits, 'credit')}. Deleted: ${howMany(deletedChecks, 'check')} with all lists. Keys, watches and links have ended.`,
  )
  output.line(
    `Kept under ${id}, which leads to nobody: ${howMany(keptEntries, 'entry', 'entries')} of the ledger, ${howMany(keptPayments, 'payment')}.`,
  )
  for (const { file } of backups) output.line(`This backup holds the customer still: ${file}`)
  const since = forgotten.since.toISOString().slice(0, 10)
  output.line(
    backups.length > 0
      ? `So does every other backup that was made since ${since}.`
      : `Backups elsewhere that were made since ${since} hold the customer still.`,
  )
  return EXIT.ok
}
