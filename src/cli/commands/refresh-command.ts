import { accountNamed } from '../../accounts/account-store.ts'
import { endOwnTrouble } from '../../accounts/rest-store.ts'
import type { App } from '../../app.ts'
import { dueAccounts, type RenewalOutcome, renewAccount } from '../../sessions/keeper.ts'
import { restWords, stopWords } from '../../words/reasons.ts'
import { remedy } from '../../words/remedy.ts'
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
    const outcome = await renewAccount(app, account, named ? 'manual' : 'proactive', signal)
    const why = whyOf(account.username, outcome)
    results.push({ account: account.username, outcome: OUTCOMES[outcome.kind], why })
    output.line(lineOf(account.username, outcome, why))
  }
  if (accounts.length === 0) output.line('No session is due for renewal.')
  output.json({ refreshed: results })
  const outcomes = results.map((each) => each.outcome)
  if (outcomes.includes('unable')) return EXIT.environment
  if (outcomes.includes('stopped')) return EXIT.needsHuman
  return outcomes.every((each) => each === 'renewed') ? EXIT.ok : EXIT.unfinished
}

/** What scripts read. */
const OUTCOMES = {
  renewed: 'renewed',
  stopped: 'stopped',
  'no-password': 'stopped',
  resting: 'wait',
  postponed: 'wait',
  unable: 'unable',
  busy: 'busy',
} as const satisfies Record<RenewalOutcome['kind'], string>

function whyOf(username: string, outcome: RenewalOutcome): string | null {
  switch (outcome.kind) {
    case 'renewed':
    case 'busy':
      return null
    case 'stopped':
      return `${stopWords(outcome.why)}. ${remedy(outcome.standing, username)}`
    case 'no-password':
      return `Its session is used until it dies. To renew it: ${remedy('wrong-password', username)}`
    case 'resting':
      return restWords(outcome.why)
    case 'postponed':
      return `the login failed, and the session is well: ${outcome.detail}`
    case 'unable':
      return outcome.error.message
  }
}

function lineOf(username: string, outcome: RenewalOutcome, why: string | null): string {
  switch (outcome.kind) {
    case 'renewed':
      return `${username}: renewed, session version ${outcome.session.version} is in use.`
    case 'stopped':
      return `${username}: ${outcome.standing}: ${why}`
    case 'no-password':
    case 'unable':
      return `${username}: ${why}`
    case 'resting':
      return `${username}: not now: ${why}. It rests until ${outcome.until.toISOString()}.`
    case 'postponed':
      return `${username}: not now: ${why}. It is tried again in ${Math.ceil(outcome.retryMs / 3_600_000)} h.`
    case 'busy':
      return `${username}: another process is using it, and it is not disturbed.`
  }
}
