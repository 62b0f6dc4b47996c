import { listAccounts } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { databaseNow } from '../../db/time.ts'
import { stopTextWords } from '../../words/reasons.ts'
import { remedy } from '../../words/remedy.ts'
import { restOf, whyOf } from '../account-rest.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck account list`. */
export function registerAccountList({ program, act }: Registrar): void {
  program
    .command('list')
    .description('all accounts, their standing, and what to do about it')
    .addOption(json())
    .action(act((app, output) => listAccountsCommand(app, output)))
}

/** `evercheck account list` */
async function listAccountsCommand(app: App, output: Output): Promise<number> {
  const now = await databaseNow(app)
  const accounts = await listAccounts(app)
  output.json({
    accounts: accounts.map(
      ({ username, role, standing, standingWhy, restingUntil, failCount }) => ({
        username,
        role,
        standing,
        why: standingWhy && stopTextWords(standingWhy),
        restingUntil: restOf(restingUntil, now),
        failCount,
        remedy: standing === 'active' ? null : remedy(standing, username),
      }),
    ),
  })
  if (accounts.length === 0) {
    output.line('There are no accounts. Add one: evercheck account add USERNAME')
  } else {
    const rows = accounts.map((each) => [
      each.username,
      each.role === 'backup' ? `${each.standing}, backup` : each.standing,
      whyOf(each, now),
    ])
    for (const line of tableLines(['ACCOUNT', 'STANDING', 'WHY'], rows)) output.line(line)
    for (const { standing, username } of accounts) {
      if (standing !== 'active') output.line(`${username}: ${remedy(standing, username)}`)
    }
  }
  return EXIT.ok
}
