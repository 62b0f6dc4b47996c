import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { type App, openApp } from '../app.ts'
import { type Config, loadConfig } from '../config/config.ts'
import type { Environment } from '../config/env.ts'
import { loadSecrets } from '../config/secrets.ts'
import { unknownSettings } from '../config/unknown-settings.ts'
import { systemClock } from '../kernel/clock.ts'
import { systemRandom } from '../kernel/ids.ts'
import { addAccount, importAccount, listAccountsCommand, moveAccount } from './account-command.ts'
import { checkCommand, reportCommand } from './check-command.ts'
import { demoCommand } from './demo/demo-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { EXIT, failureOf } from './exit-code.ts'
import { namingKeyFile } from './lost-key.ts'
import { migrateCommand } from './migrate-command.ts'
import { narrate } from './narrator.ts'
import { type Output, openOutput } from './output.ts'
import { refreshCommand } from './refresh-command.ts'
import { PromptLeftError } from './secret-input.ts'
import { simulatorCommand } from './simulator-command.ts'
import { statusCommand } from './status-command.ts'
import { openTerminal } from './terminal.ts'

const PACKAGE = new URL('../../package.json', import.meta.url)
const VERSION: string = JSON.parse(readFileSync(PACKAGE, 'utf8')).version

/** What a command runs in. */
export type Shell = {
  readonly environment: Environment
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly signal: AbortSignal
}

/** Runs one command line and returns its exit code. Every failure has been told when it returns. */
export async function runProgram(shell: Shell, argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = build(shell, (code) => {
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
  const terminal = openTerminal(shell.stderr)
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

function build(shell: Shell, exit: (code: number) => void): Command {
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
  const act = <T extends unknown[]>(
    run: (app: App, output: Output, ...given: T) => Promise<number>,
  ) => actWithApp(shell, exit, run)

  program
    .command('check')
    .argument('<target>', 'a profile: its name, @name or link')
    .description('read who follows a profile and whom it follows, compare, write the report')
    .option('--out <folder>', 'where the report goes (default: report/<target>)')
    .addOption(json())
    .action(
      act((app, output, target: string, options: { out?: string }) =>
        checkCommand(app, output, { target, outFolder: options.out ?? null }, shell.signal),
      ),
    )
  program
    .command('report')
    .argument('<target>', 'a profile that was checked')
    .description('write the report of its last finished check once more')
    .option('--out <folder>', 'where the report goes (default: report/<target>)')
    .addOption(json())
    .action(
      act((app, output, target: string, options: { out?: string }) =>
        reportCommand(app, output, { target, outFolder: options.out ?? null }),
      ),
    )
  buildAccount(program, shell, act)
  program
    .command('refresh')
    .argument('[account]', 'one account; without it, every session that is due')
    .description('renew sessions before they die')
    .addOption(json())
    .action(
      act((app, output, account: string | undefined) =>
        refreshCommand(app, output, account ?? null, shell.signal),
      ),
    )
  program
    .command('status')
    .description('sessions, their age and health, and the last checks')
    .addOption(json())
    .action(act((app, output) => statusCommand(app, output)))
  program
    .command('doctor')
    .description('what is wrong on this machine, and how to mend it')
    .addOption(json())
    .action(async (options: { json?: boolean }) => {
      const output = openOutput(shell.stdout, options.json === true, openTerminal(shell.stderr))
      exit(await doctorCommand({ environment: shell.environment, clock: systemClock }, output))
    })
  program
    .command('demo')
    .description('the whole story on this machine, against the simulator')
    .addOption(json())
    .action(async (options: { json?: boolean }) => {
      const { stdout, stderr, environment, signal } = shell
      const terminal = openTerminal(options.json ? stderr : stdout)
      const context = { config: loadConfig(environment), clock: systemClock, environment }
      const output = openOutput(stdout, options.json === true, terminal)
      exit(await demoCommand({ ...context, say: terminal.say }, output, signal))
    })
  program
    .command('simulator')
    .description('the fake Instagram of the tests, as a program (its options: --help)')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]')
    .action(async (args: string[]) => exit(await simulatorCommand(args, shell.signal)))
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .addOption(json())
    .action(act((app, output) => migrateCommand(app, output)))
  return program
}

type Act = <T extends unknown[]>(
  run: (app: App, output: Output, ...given: T) => Promise<number>,
) => (...given: unknown[]) => Promise<void>

function buildAccount(program: Command, shell: Shell, act: Act): void {
  const account = program.command('account').description('the Instagram accounts to read with')
  account
    .command('add')
    .argument('<username>')
    .description('store an account, its password and TOTP secret sealed')
    .option('--password-file <file>', 'file with the password, - for standard input')
    .option('--totp-file <file>', 'file with the TOTP secret (base32 or otpauth://)')
    .addOption(json())
    .action(
      act(
        (app, output, username: string, options: { passwordFile?: string; totpFile?: string }) => {
          const passwordFile = options.passwordFile ?? null
          const totpFile = options.totpFile ?? null
          return addAccount(app, output, { username, passwordFile, totpFile }, shell.signal)
        },
      ),
    )
  account
    .command('import')
    .argument('<username>')
    .description('take over a session from cookies of your own browser')
    .option('--cookies-file <file>', 'file with the cookies, - for standard input')
    .option('--user-agent <text>', 'what that browser says of itself: another one ends sessions')
    .addOption(json())
    .action(
      act(
        (app, output, username: string, options: { cookiesFile?: string; userAgent?: string }) => {
          const cookiesFile = options.cookiesFile ?? null
          const userAgent = options.userAgent ?? null
          return importAccount(app, output, { username, cookiesFile, userAgent }, shell.signal)
        },
      ),
    )
  account
    .command('list')
    .description('all accounts, their standing, and what to do about it')
    .addOption(json())
    .action(act((app, output) => listAccountsCommand(app, output)))
  for (const [name, to, description] of [
    ['pause', 'paused', 'use an account no more for now'],
    ['resume', 'active', 'use an account again, after a human has dealt with it'],
  ] as const) {
    account
      .command(name)
      .argument('<username>')
      .description(description)
      .addOption(json())
      .action(act((app, output, username: string) => moveAccount(app, output, { username, to })))
  }
}

function json(): Option {
  return new Option('--json', 'one JSON object as the last line of standard output')
}

/** Opens the app for the length of one command. Words go to stderr, the result to stdout. */
function actWithApp<T extends unknown[]>(
  shell: Shell,
  exit: (code: number) => void,
  run: (app: App, output: Output, ...given: T) => Promise<number>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    // Commander passes the arguments, the options, and the command itself.
    const options = given.at(-2) as { json?: boolean }
    const terminal = openTerminal(shell.stderr)
    const output = openOutput(shell.stdout, options.json === true, terminal)
    for (const warning of unknownSettings(shell.environment)) terminal.say(`Note: ${warning}`)
    const config: Config = loadConfig(shell.environment)
    const tell = narrate(terminal, systemClock)
    const edges = { clock: systemClock, random: systemRandom, tell }
    const app = await openApp(config, loadSecrets(shell.environment), edges)
    try {
      for (const warning of app.warnings) terminal.say(`Note: ${warning}`)
      exit(await run(app, output, ...(given.slice(0, -1) as T)))
    } catch (error) {
      throw namingKeyFile(error, config.keyFile)
    } finally {
      terminal.clear()
      await app.close()
    }
  }
}
