import { accountNamed } from '../../accounts/account-store.ts'
import { endOwnTrouble } from '../../accounts/rest-store.ts'
import type { App } from '../../app.ts'
import { haveRenewed } from '../../sessions/asked-renewals.ts'
import { dueAccounts, type RenewalOutcome } from '../../sessions/keeper.ts'
import { RENEWAL_CODES, whyNotRenewed } from '../../words/renewal-words.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck refresh [ACCOUNT]`. */
export function registerRefresh({ program, actWithKey, shell }: Registrar): void {
  program
    .command('refresh')
    .argument('[account]', 'one account; without it, every session that is due')
    .description('renew sessions before they die')
    .addOption(json())
    .action(
      actWithKey((app, output, account: string | undefined) =>
        refreshCommand(app, output, account ?? null, shell.signal),
      ),
    )
}

/** `evercheck refresh [ACCOUNT]`: renews one session now, or every session that is due. */
export async function refreshCommand(
  app: App,
  output: Output,
  username: string | null,
  signal: AbortSignal,
): Promise<number> {
  await endOwnTrouble(app)
  const named = username === null ? null : await accountNamed(app, username.toLowerCase())
  const accounts = named ? [named] : await dueAccounts(app)
  const results: { account: string; outcome: string; why: string | null }[] = []
  for (const account of accounts) {
    const outcome = await haveRenewed(app, account, named ? 'manual' : 'proactive', signal)
    const why = whyNotRenewed(account.username, outcome, 'en')
    results.push({ account: account.username, outcome: RENEWAL_CODES[outcome.kind], why })
    output.line(lineOf(account.username, outcome, why))
  }
  if (accounts.length === 0) output.line('No session is due for renewal.')
  output.json({ refreshed: results })
  const outcomes = results.map((each) => each.outcome)
  if (outcomes.includes('unable')) return EXIT.environment
  if (outcomes.includes('stopped')) return EXIT.needsHuman
  return outcomes.every((each) => each === 'renewed') ? EXIT.ok : EXIT.unfinished
}

function lineOf(username: string, outcome: RenewalOutcome, why: string | null): string {
  switch (outcome.kind) {
    case 'renewed':
      return `${username}: renewed, session version ${outcome.version} is in use.`
    case 'stopped':
      return `${username}: ${outcome.standing}: ${why}`
    case 'no-password':
    case 'unable':
    case 'untaken':
      return `${username}: ${why}`
    case 'resting':
      return `${username}: not now: ${why}. It rests until ${outcome.until.toISOString()}.`
    case 'postponed':
      return `${username}: not now: ${why}. It is tried again in ${Math.ceil(outcome.retryMs / 3_600_000)} h.`
    case 'busy':
      return `${username}: another process is using it, and it is not disturbed.`
  }
}
