import { type Command, Option } from 'commander'
import type { App } from '../app.ts'
import { openApp } from '../app.ts'
import { loadConfig } from '../config/config.ts'
import type { Environment } from '../config/env.ts'
import { loadSecrets } from '../config/secrets.ts'
import { unknownSettings } from '../config/unknown-settings.ts'
import { namingKeySource } from '../credentials/open-vault.ts'
import { systemClock } from '../kernel/clock.ts'
import { systemRandom } from '../kernel/ids.ts'
import { type Note, noteWords } from '../words/notes.ts'
import { writeDownCommand } from './audited-commands.ts'
import type { Ending } from './gone-in-time.ts'
import { narrate } from './narrator.ts'
import { type Output, openOutput } from './output.ts'
import { openTerminal, SILENT_TERMINAL } from './terminal.ts'

/** What a command runs in. */
export type Shell = Ending & {
  readonly environment: Environment
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** What a command's file needs to register itself below `program`. */
export type Registrar = {
  readonly program: Command
  readonly shell: Shell
  /** Says with which code the program ends. */
  exit(code: number): void
  /** Opens the app for the length of one command. Words go to stderr, the result to stdout. */
  act<T extends unknown[]>(run: Act<T>): (...given: unknown[]) => Promise<void>
  /** As `act`, for what opens or seals a secret: without its key nothing is begun. */
  actWithKey<T extends unknown[]>(run: Act<T>): (...given: unknown[]) => Promise<void>
  /** As `act`, on a database that has moved away as well. */
  actEvenMoved<T extends unknown[]>(run: Act<T>): (...given: unknown[]) => Promise<void>
}

type Act<T extends unknown[]> = (app: App, output: Output, ...given: T) => Promise<number>

/** The option that every command with a result has. */
export function json(): Option {
  return new Option('--json', 'one JSON object as the last line of standard output')
}

/** The `act` of a registrar, and those beside it. */
export function actingWithApp(
  shell: Shell,
  exit: (code: number) => void,
): Pick<Registrar, 'act' | 'actWithKey' | 'actEvenMoved'> {
  const act = actingOn(shell, exit)
  return {
    act,
    actEvenMoved: actingOn(shell, exit, { evenMoved: true }),
    actWithKey: <T extends unknown[]>(run: Act<T>) =>
      act<T>(async (app, output, ...given) => {
        if (app.vault.trouble !== null) throw app.vault.trouble
        return run(app, output, ...given)
      }),
  }
}

function actingOn(
  shell: Shell,
  exit: (code: number) => void,
  on: { readonly evenMoved?: true } = {},
): Registrar['act'] {
  return <T extends unknown[]>(run: Act<T>) =>
    async (...given: unknown[]) => {
      // Commander passes the arguments, the options, and the command itself.
      const options = given.at(-2) as { json?: boolean; quiet?: boolean }
      const terminal = options.quiet
        ? SILENT_TERMINAL
        : openTerminal(shell.stderr, shell.environment)
      const output = openOutput(shell.stdout, options.json === true, terminal, shell.environment)
      const say = (note: Note) => terminal.say(`Note: ${noteWords('en', note)}`)
      for (const note of unknownSettings(shell.environment)) say(note)
      const config = loadConfig(shell.environment)
      const tell = narrate(terminal, systemClock)
      const edges = { clock: systemClock, random: systemRandom, tell }
      const app = await openApp(config, loadSecrets(shell.environment), edges, on)
      try {
        for (const note of app.notes) say(note)
        await writeDownCommand(app, pathOf(given.at(-1) as Command), given[0])
        exit(await run(app, output, ...(given.slice(0, -1) as T)))
      } catch (error) {
        throw namingKeySource(error, app.keys.where)
      } finally {
        terminal.clear()
        await app.close()
      }
    }
}

/** The name of a command below `evercheck`, such as `account add`. */
function pathOf(command: Command): string {
  const above = command.parent?.parent ? `${pathOf(command.parent)} ` : ''
  return `${above}${command.name()}`
}
