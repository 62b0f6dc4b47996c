import { Command, CommanderError } from 'commander'
import { CheckLeftError } from '../checks/check-left.ts'
import { EXIT, failureOf } from './exit-code.ts'
import { actingWithApp, type Registrar, type Shell } from './registrar.ts'
import { PromptLeftError } from './secret-input.ts'
import { openTerminal } from './terminal.ts'
import { VERSION } from './version.ts'

/**
 * Every command by its name, in the order in which the help shows them. One that is asked for is
 * loaded alone: all of them together take longer than most have to do.
 */
const COMMANDS: Readonly<Record<string, () => Promise<(registrar: Registrar) => void>>> = {
  check: async () => (await import('./commands/check-command.ts')).registerCheck,
  report: async () => (await import('./commands/report-command.ts')).registerReport,
  watch: async () => (await import('./commands/watch-command.ts')).registerWatch,
  ignore: async () => (await import('./commands/ignore-command.ts')).registerIgnore,
  who: async () => (await import('./commands/who-command.ts')).registerWho,
  import: async () => (await import('./commands/import-command.ts')).registerImport,
  verify: async () => (await import('./commands/verify-command.ts')).registerVerify,
  account: async () => (await import('./commands/account-command.ts')).registerAccount,
  dialogue: async () => (await import('./commands/dialogue-command.ts')).registerDialogue,
  serve: async () => (await import('./commands/serve-command.ts')).registerServe,
  worker: async () => (await import('./commands/worker-command.ts')).registerWorker,
  refresh: async () => (await import('./commands/refresh-command.ts')).registerRefresh,
  session: async () => (await import('./commands/session-command.ts')).registerSession,
  status: async () => (await import('./commands/status-command.ts')).registerStatus,
  alerts: async () => (await import('./commands/alerts-command.ts')).registerAlerts,
  evidence: async () => (await import('./commands/evidence-command.ts')).registerEvidence,
  jobs: async () => (await import('./commands/jobs-command.ts')).registerJobs,
  cancel: async () => (await import('./commands/cancel-command.ts')).registerCancel,
  customer: async () => (await import('./commands/customer-command.ts')).registerCustomer,
  credit: async () => (await import('./commands/credit-command.ts')).registerCredit,
  ledger: async () => (await import('./commands/ledger-command.ts')).registerLedger,
  price: async () => (await import('./commands/price-command.ts')).registerPrice,
  forget: async () => (await import('./commands/forget-command.ts')).registerForget,
  takeover: async () => (await import('./commands/takeover-command.ts')).registerTakeover,
  token: async () => (await import('./commands/token-command.ts')).registerToken,
  operator: async () => (await import('./commands/operator-command.ts')).registerOperator,
  audit: async () => (await import('./commands/audit-command.ts')).registerAudit,
  doctor: async () => (await import('./commands/doctor-command.ts')).registerDoctor,
  demo: async () => (await import('./commands/demo-command.ts')).registerDemo,
  practice: async () => (await import('./commands/practice-command.ts')).registerPractice,
  simulator: async () => (await import('./commands/simulator-command.ts')).registerSimulator,
  backup: async () => (await import('./commands/backup-command.ts')).registerBackup,
  move: async () => (await import('./commands/move-command.ts')).registerMove,
  plan: async () => (await import('./commands/plan-command.ts')).registerPlan,
  reseal: async () => (await import('./commands/reseal-command.ts')).registerReseal,
  migrate: async () => (await import('./commands/migrate-command.ts')).registerMigrate,
  completion: async () => (await import('./commands/completion-command.ts')).registerCompletion,
  help: async () => (await import('./commands/help-command.ts')).registerHelp,
}

/** These speak of all the others. */
const TELLING = ['help', 'completion']

/** Runs one command line and returns its exit code. Every failure has been told when it returns. */
export async function runProgram(shell: Shell, argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok
  try {
    const program = await buildProgram(shell, argv, (code) => {
      exitCode = code
    })
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
    const said = cause.message
      .replace(/^error: /, '')
      .replace(/\n/g, ' ')
      .replace(/^command-argument value/, 'value')
      // What follows Commander's sentence is one of ours, or ends it.
      .replace(/ is invalid( for argument '.*?')?\. (?=\p{Ll})/u, ' is invalid$1: ')
    // Without a command the help was shown, and Commander has no sentence for that.
    super(cause.code === 'commander.help' ? `no command was given: ${help}` : said, { cause })
  }
}

function tellFailure(shell: Shell, error: unknown, asJson: boolean): number {
  const terminal = openTerminal(shell.stderr, shell.environment)
  if (shell.signal.aborted || error instanceof PromptLeftError) {
    if (shell.signal.aborted) {
      const stopped = 'Stopped. Everything saved so far is kept: run the same command to go on.'
      terminal.say(error instanceof CheckLeftError ? error.message : stopped)
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

/** The command that `argv` names, or all of them when it names none, as they are understood. */
export async function buildProgram(
  shell: Shell,
  [name = '']: readonly string[],
  exit: (code: number) => void,
): Promise<Command> {
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
  const isOne = Object.hasOwn(COMMANDS, name) && !TELLING.includes(name)
  for (const each of isOne ? [name] : Object.keys(COMMANDS)) {
    const register = await COMMANDS[each]?.()
    register?.(registrar)
  }
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
