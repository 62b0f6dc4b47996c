import { recordAudit } from '../../access/audit.ts'
import { MACHINE } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { parseTotpSecret } from '../../credentials/totp.ts'
import { type SessionTaken, type TakenOver, takeOver } from '../../takeover/take-over.ts'
import { parseTakeover } from '../../takeover/takeover-file.ts'
import { howMany } from '../../words/how-many.ts'
import { importRefusalWords } from '../../words/import-words.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { readSecret } from '../secret-input.ts'

/** Registers `evercheck takeover FILE.csv`. */
export function registerTakeover({ program, actWithKey, shell }: Registrar): void {
  program
    .command('takeover')
    .argument('<file>', 'a table in CSV, or - for standard input; docs/takeover.md describes it')
    .description('bring in accounts with their sessions, customers and balances')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addOption(json())
    .action(
      actWithKey((app, output, file: string, options: { dryRun?: boolean }) =>
        takeoverCommand(app, output, { file, dryRun: options.dryRun === true }, shell.signal),
      ),
    )
}

const FILE_BYTES_MAX = 64 * 1024 * 1024

/** @throws SecretMissingError SECRET_MISSING; TakeoverInvalidError TAKEOVER_INVALID */
async function takeoverCommand(
  app: App,
  output: Output,
  { file, dryRun }: { readonly file: string; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<number> {
  // Passwords and cookies are in it: it is read as they are.
  const source = { file, what: 'table', flag: 'the name of a', lines: 'many' } as const
  const text = await readSecret({ ...source, bytesMax: FILE_BYTES_MAX }, signal)
  const rows = await takeOver(
    app,
    parseTakeover(text, { accountName, parseTotpSecret }),
    { dryRun },
    signal,
  )
  const counts = countsOf(rows)
  if (!dryRun) await recordAudit(app, { by: MACHINE, act: 'takeover', detail: counts })
  output.json({ dryRun, ...counts, rows })
  for (const row of rows) output.line(lineOf(row, dryRun))
  const { accounts, customers, credits, refusedSessions } = counts
  output.line(
    `${dryRun ? 'Would take over' : 'Taken over'}: ${howMany(accounts, 'account')}, ${howMany(customers, 'customer')}, ${howMany(credits, 'credit')}.`,
  )
  if (dryRun) return EXIT.ok
  output.line('The file holds what was secret: delete it.')
  return refusedSessions > 0 ? EXIT.needsHuman : EXIT.ok
}

function countsOf(rows: readonly TakenOver[]) {
  const counts = { accounts: 0, customers: 0, credits: 0, refusedSessions: 0 }
  for (const row of rows) {
    if (row.kind === 'account') {
      counts.accounts += 1
      if (row.session.kind === 'refused') counts.refusedSessions += 1
    } else {
      counts.customers += 1
      counts.credits += row.creditedCredits
    }
  }
  return counts
}

function lineOf(row: TakenOver, dryRun: boolean): string {
  const where = `line ${row.line}`
  if (row.kind === 'customer') {
    const what = row.isNew ? 'new' : 'known'
    const given = row.creditedCredits === 0 ? '' : `, ${howMany(row.creditedCredits, 'credit')}`
    return `${where}: customer ${row.name}, ${what}${given}`
  }
  const what = row.isNew ? 'new' : 'known'
  const password = row.hasPassword ? '' : ', without a password: it cannot log in by itself'
  return `${where}: account ${row.name}, ${what}${password}${sessionWords(row.session, row.name, dryRun)}`
}

function sessionWords(session: SessionTaken, name: string, dryRun: boolean): string {
  switch (session.kind) {
    case 'none':
      return ''
    case 'imported':
      return ', its session is in use'
    case 'kept':
      return ', it has a living session already'
    case 'untried':
      return dryRun ? ', its session would be tested' : ''
    case 'busy':
      return ', it is in use by another process: take it over again'
    case 'refused':
      if (session.why === 'unreadable') return ', its cookies cannot be read'
      if (session.why === 'user-agent') return ', its user agent is none that a browser sends'
      return `, its session was refused: ${importRefusalWords('en', session.why, name)}`
  }
}
