import { listAccounts } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { recentChecks } from '../../checks/check-store.ts'
import { progressOf } from '../../checks/reading/progress-store.ts'
import { databaseNow } from '../../db/time.ts'
import { refreshStatistics } from '../../sessions/refresh-store.ts'
import { currentSessions } from '../../sessions/session-store.ts'
import { whyOf } from '../account-rest.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck status`. */
export function registerStatus({ program, act }: Registrar): void {
  program
    .command('status')
    .description('sessions, their age and health, and the last checks')
    .addOption(json())
    .action(act((app, output) => statusCommand(app, output)))
}

const WEEK_MS = 7 * 24 * 3_600_000

/** `evercheck status`: the sessions and their age, the last checks and how far they are. */
export async function statusCommand(app: App, output: Output): Promise<number> {
  const sessions = await sessionRows(app)
  const checks = await checkRows(app)
  output.json({ database: app.kind, sessions, checks })
  output.line('Sessions')
  const sessionTable = sessions.map((row) => [
    row.account,
    row.standing,
    row.why ?? '',
    row.ageHours === null ? 'none' : `${row.ageHours} h`,
    row.lastVerifiedAt?.toISOString() ?? '-',
    row.nextRefreshAt?.toISOString() ?? '-',
    `${row.reactive.successes}/${row.reactive.attempts}`,
    `${row.proactive.successes}/${row.proactive.attempts}`,
    row.lastError ?? '',
  ])
  const head = [
    'ACCOUNT',
    'STANDING',
    'WHY',
    'AGE',
    'VERIFIED',
    'NEXT REFRESH',
    'AFTER A DEATH',
    'RENEWALS',
    'LAST ERROR',
  ]
  for (const line of tableLines(head, sessionTable)) output.line(line)
  output.line('')
  output.line('Checks')
  const checkTable = checks.map((row) => [
    row.target,
    stateOf(row),
    `${row.followers.collected}/${row.followers.expected ?? '?'}`,
    `${row.following.collected}/${row.following.expected ?? '?'}`,
    row.why ?? '',
  ])
  for (const line of tableLines(['TARGET', 'STATE', 'FOLLOWERS', 'FOLLOWING', 'WHY'], checkTable)) {
    output.line(line)
  }
  return EXIT.ok
}

/** How a check stands, in the words in which the check itself ends. */
function stateOf({ state, why }: { readonly state: string; readonly why: string | null }): string {
  if (why?.startsWith('list-incomplete')) return 'incomplete'
  if (why?.startsWith('target-')) return 'target-closed'
  // Between two slices, and after whatever interrupted it: the same command goes on.
  return state === 'queued' ? 'put down' : state
}

async function sessionRows(app: App) {
  const now = await databaseNow(app)
  const sessions = await currentSessions(app)
  const statistics = await refreshStatistics(app, WEEK_MS)
  return (await listAccounts(app)).map((account) => {
    const session = sessions.find((each) => each.accountId === account.id)
    const ageMs = session ? now.getTime() - session.loggedInAt.getTime() : null
    const tally = (cause: 'reactive' | 'proactive') => {
      const found = statistics.find((each) => each.accountId === account.id && each.cause === cause)
      return { attempts: found?.attempts ?? 0, successes: found?.successes ?? 0 }
    }
    return {
      account: account.username,
      standing: account.standing,
      why: whyOf(account, now) || null,
      restingUntil: account.restingUntil,
      version: session?.version ?? null,
      ageHours: ageMs === null ? null : Math.floor(ageMs / 3_600_000),
      died: session?.diedAt != null,
      lastVerifiedAt: session?.lastVerifiedAt ?? null,
      nextRefreshAt: session?.nextRefreshAt ?? null,
      failCount: account.failCount,
      lastError: account.lastError,
      reactive: tally('reactive'),
      proactive: tally('proactive'),
    }
  })
}

async function checkRows(app: App) {
  const checks = (await recentChecks(app, 20)).filter((check) => check.startedAt !== null)
  return Promise.all(
    checks.map(async (check) => {
      const { followers, following } = await progressOf(app, check.id)
      return {
        check: check.id,
        target: check.targetNameNow ?? check.targetUsername,
        state: check.state,
        why: check.why,
        parkedUntil: check.parkedUntil,
        followers: { expected: followers.expected, collected: followers.fetched },
        following: { expected: following.expected, collected: following.fetched },
        startedAt: check.startedAt,
        finishedAt: check.finishedAt,
      }
    }),
  )
}
