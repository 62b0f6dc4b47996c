import { accountNamed } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { type RollbackOutcome, rollBack } from '../../sessions/rollback.ts'
import { versionsOf } from '../../sessions/version-store.ts'
import { rollbackWords } from '../../words/rollback-words.ts'
import { accountName } from '../account-name.ts'
import { wholeNumber } from '../credits.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck session` and the commands below it. */
export function registerSession(registrar: Registrar): void {
  const { act, actWithKey, shell } = registrar
  const program = registrar.program
    .command('session')
    .description("the versions of an account's session")
  program
    .command('list')
    .argument('<account>')
    .description('the versions, the newest first')
    .addOption(json())
    .action(act((app, output, name: string) => listVersions(app, output, name)))
  program
    .command('rollback')
    .argument('<account>')
    .description('go back to a former version, if it still answers')
    .option('--to <version>', 'its number; the newest former one without it', wholeNumber)
    .addOption(json())
    .action(
      actWithKey((app, output, name: string, options: { to?: number }) =>
        rollbackCommand(app, output, { name, to: options.to ?? null }, shell.signal),
      ),
    )
}

/** What a list shows at the most. */
const VERSIONS_MAX = 100

/** `evercheck session list ACCOUNT`. @throws AccountUnknownError ACCOUNT_UNKNOWN */
async function listVersions(app: App, output: Output, name: string): Promise<number> {
  const account = await accountNamed(app, accountName(name))
  const versions = await versionsOf(app, account.id, { countMax: VERSIONS_MAX, before: null })
  output.json({ account: account.username, versions })
  if (versions.length === 0) {
    output.line(`${account.username} has never been logged in.`)
    return EXIT.ok
  }
  const rows = versions.map((each) => [
    String(each.version),
    each.label,
    each.method,
    each.loggedInAt.toISOString(),
    each.diedAt === null ? (each.cause ?? '') : `died ${each.diedAt.toISOString()}`,
    each.isKept ? 'kept' : 'erased',
  ])
  for (const line of tableLines(['VERSION', 'IS', 'BY', 'LOGGED IN', '', 'COOKIES'], rows)) {
    output.line(line)
  }
  return EXIT.ok
}

/** There is no version to go back to, or nothing is left of it but its row. */
export class VersionUnknownError extends Error {
  override readonly name = 'VersionUnknownError'
  readonly code = 'VERSION_UNKNOWN'

  constructor(username: string, why: string) {
    super(`${kept(username)}: ${why}. See: evercheck session list ${username}`)
  }
}

/** The version is there, and nobody can read its cookies. */
export class VersionUnopenableError extends Error {
  override readonly name = 'VersionUnopenableError'
  readonly code = 'SECRET_UNOPENABLE'

  constructor(username: string, why: string) {
    super(`${kept(username)}: ${why}. Put its key back, or go back to another version`)
  }
}

function kept(username: string): string {
  return `The session of ${username} stays as it is`
}

/**
 * `evercheck session rollback ACCOUNT`.
 * @throws AccountUnknownError, VersionUnknownError, VersionUnopenableError
 */
async function rollbackCommand(
  app: App,
  output: Output,
  given: { readonly name: string; readonly to: number | null },
  signal: AbortSignal,
): Promise<number> {
  const account = await accountNamed(app, accountName(given.name))
  const outcome = await rollBack(app, account, given.to, signal)
  const { username } = account
  const why = rollbackWords('en', outcome, username)
  const { kind } = outcome
  if (kind === 'no-version' || kind === 'erased') throw new VersionUnknownError(username, why)
  if (kind === 'unopenable') throw new VersionUnopenableError(username, why)
  output.json({ account: username, outcome: kind, version: versionOf(outcome), why })
  output.line(`${username}: ${why}.`)
  return EXIT_CODES[kind]
}

function versionOf(outcome: RollbackOutcome): number | null {
  return 'version' in outcome ? outcome.version : null
}

const EXIT_CODES = {
  'rolled-back': EXIT.ok,
  current: EXIT.ok,
  dead: EXIT.needsHuman,
  stopped: EXIT.needsHuman,
  vague: EXIT.unfinished,
  resting: EXIT.unfinished,
  busy: EXIT.unfinished,
} as const satisfies Partial<Record<RollbackOutcome['kind'], number>>
