import { Command, CommanderError } from 'commander'
import { registerAccount } from './commands/account-command.ts'
import { registerAlerts } from './commands/alerts-command.ts'
import { registerAudit } from './commands/audit-command.ts'
import { registerBackup } from './commands/backup-command.ts'
import { registerCancel } from './commands/cancel-command.ts'
import { registerCheck } from './commands/check-command.ts'
import { registerCompletion } from './commands/completion-command.ts'
import { registerCredit } from './commands/credit-command.ts'
import { registerCustomer } from './commands/customer-command.ts'
import { registerDemo } from './commands/demo-command.ts'
import { registerDialogue } from './commands/dialogue-command.ts'
import { registerDoctor } from './commands/doctor-command.ts'
import { registerEvidence } from './commands/evidence-command.ts'
import { registerForget } from './commands/forget-command.ts'
import { registerHelp } from './commands/help-command.ts'
import { registerIgnore } from './commands/ignore-command.ts'
import { registerImport } from './commands/import-command.ts'
import { registerJobs } from './commands/jobs-command.ts'
import { registerLedger } from './commands/ledger-command.ts'
import { registerMigrate } from './commands/migrate-command.ts'
import { registerMove } from './commands/move-command.ts'
import { registerOperator } from './commands/operator-command.ts'
import { registerPlan } from './commands/plan-command.ts'
import { registerPractice } from './commands/practice-command.ts'
import { registerPrice } from './commands/price-command.ts'
import { registerRefresh } from './commands/refresh-command.ts'
import { registerReport } from './commands/report-command.ts'
import { registerReseal } from './commands/reseal-command.ts'
import { registerServe } from './commands/serve-command.ts'
import { registerSession } from './commands/session-command.ts'
import { registerSimulator } from './commands/simulator-command.ts'
import { registerStatus } from './commands/status-command.ts'
import { registerTakeover } from './commands/takeover-command.ts'
import { registerToken } from './commands/token-command.ts'
import { registerVerify } from './commands/verify-command.ts'
import { registerWatch } from './commands/watch-command.ts'
import { registerWho } from './commands/who-command.ts'
import { registerWorker } from './commands/worker-command.ts'
import { EXIT, failureOf } from './exit-code.ts'
import { actingWithApp, type Registrar, type Shell } from './registrar.ts'
import { PromptLeftError } from './secret-input.ts'
import { openTerminal } from './terminal.ts'
import { VERSION } from './version.ts'

/** Every command, in the order in which the help shows them. */
const COMMANDS: readonly ((registrar: Registrar) => void)[] = [
  registerCheck,
  registerReport,
  registerWatch,
  registerIgnore,
  registerWho,
  registerImport,
  registerVerify,
  registerAccount,
  registerDialogue,
  registerServe,
  registerWorker,
  registerRefresh,
  registerSession,
  registerStatus,
  registerAlerts,
  registerEvidence,
  registerJobs,
  registerCancel,
  registerCustomer,
  registerCredit,
  registerLedger,
  registerPrice,
  registerForget,
  registerTakeover,
  registerToken,
  registerOperator,
  registerAudit,
  registerDoctor,
  registerDemo,
  registerPractice,
  registerSimulator,
  registerBackup,
  registerMove,
  registerPlan,
  registerReseal,
  registerMigrate,
  registerCompletion,
  registerHelp,
]

/** Runs one command line and returns its exit code. Every failure has been told when it returns. */
export async function runProgram(shell: Shell, argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = buildProgram(shell, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok
    const failure = error instanceof CommanderError ? new UsageInvalidError(error) : error
    return tellFailure(shell, failure, argv.includes('--json'))
  }
}

/** The command line is none that is understood. */
export class UsageInvalidError extends Error {
  override readonly name = 'UsageInvalidError'
  readonly code = 'USAGE_INVALID'

  constructor(cause: CommanderError) {
    const help = 'evercheck --help says what there is.'
    const said = cause.message.replace(/^error: /, '').replace(/\n/g, ' ')
    // Without a command the help was shown, and Commander has no sentence for that.
    super(cause.code === 'commander.help' ? `no command was given: ${help}` : said, { cause })
  }
}

function tellFailure(shell: Shell, error: unknown, asJson: boolean): number {
  const terminal = openTerminal(shell.stderr, shell.environment)
  if (shell.signal.aborted || error instanceof PromptLeftError) {
    if (shell.signal.aborted) {
      terminal.say('Stopped. Everything saved so far is kept: run the same command to go on.')
    }
    if (asJson) shell.stdout.write(`${JSON.stringify({ status: 'interrupted' })}\n`)
    return EXIT.interrupted
  }
  const failure = failureOf(error)
  terminal.say(`${failure.sentence} (${failure.code})`)
  if (asJson) {
    const { code, sentence } = failure
    shell.stdout.write(`${JSON.stringify({ status: 'error', code, why: sentence })}\n`)
  }
  return failure.exitCode
}

/** All commands, as they are understood. */
export function buildProgram(shell: Shell, exit: (code: number) => void): Command {
  const program = new Command('evercheck')
    .description('Instagram follower checks that outlive their session')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
      // Told at the end, with its code, like every other error.
      outputError: () => undefined,
    })
  const registrar = { program, shell, exit, ...actingWithApp(shell, exit) }
  for (const register of COMMANDS) register(registrar)
  addQuiet(program)
  return program
}

/** Every command that does something can do it silently. */
function addQuiet(command: Command): void {
  for (const each of command.commands) addQuiet(each)
  if (command.options.some(({ long }) => long === '--json')) {
    command.option('-q, --quiet', 'say nothing but the result, and what went wrong')
  }
}
