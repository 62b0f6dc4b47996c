import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/config.ts'
import type { Environment } from '../../config/env.ts'
import type { Clock } from '../../kernel/clock.ts'
import { systemClock } from '../../kernel/clock.ts'
import { howMany } from '../../words/how-many.ts'
import type { Figures, ListFigures } from '../demo/figures.ts'
import { offerPanel } from '../demo/offer-panel.ts'
import { reportFolder, type Stage } from '../demo/stage.ts'
import { tellStory } from '../demo/story.ts'
import { EXIT } from '../exit-code.ts'
import { seconds } from '../narrator.ts'
import { type Output, openOutput } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal, SILENT_TERMINAL } from '../terminal.ts'

/** Registers `evercheck demo`. */
export function registerDemo({ program, shell, exit }: Registrar): void {
  program
    .command('demo')
    .description('the whole story on this machine, against the simulator')
    .addOption(json())
    .action(async (options: { json?: boolean; quiet?: boolean }) => {
      const { stdout, stderr, environment, signal } = shell
      const terminal = options.quiet
        ? SILENT_TERMINAL
        : openTerminal(options.json ? stderr : stdout, environment)
      const context = { config: loadConfig(environment), clock: systemClock, environment }
      const output = openOutput(stdout, options.json === true, terminal, environment)
      const looksOn = stdout.isTTY === true && !options.json && !options.quiet
      exit(await demoCommand({ ...context, say: terminal.say, looksOn }, output, signal))
    })
}

/** `evercheck demo`: the story, told as it happens, and what it came to. */
export async function demoCommand(
  context: {
    readonly config: Config
    readonly clock: Clock
    readonly environment: Environment
    readonly say: (line: string) => void
    /** Whether somebody sits at a terminal: only then is the panel offered. */
    readonly looksOn?: boolean
  },
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const { clock, environment, say } = context
  const folder = join(context.config.dataFolder, 'demo')
  const figures = await tellUntilStopped({ clock, environment, folder, say, signal })
  if (figures === null) {
    output.json({ status: 'interrupted' })
    say('Stopped. The next story begins anew.')
    return EXIT.interrupted
  }
  output.json(figures)
  for (const line of linesOf(figures)) output.line(line)
  output.line(
    `Report: ${join(reportFolder({ folder }), 'report.xlsx')}, and the lists as CSV beside it.`,
  )
  if (context.looksOn) await offerPanel({ clock, environment, folder, say, signal })
  return isFlawless(figures) ? EXIT.ok : EXIT.incomplete
}

/** The figures of the whole story; null when it was stopped, whatever that broke in it. */
async function tellUntilStopped(stage: Stage): Promise<Figures | null> {
  try {
    return await tellStory(stage)
  } catch (error) {
    if (stage.signal.aborted) return null
    throw error
  }
}

function linesOf(figures: Figures): readonly string[] {
  const { followers, following, deaths, logins, requests, requestsIdeal } = figures
  return [
    '',
    `Followers: ${listWords(followers)}. Following: ${listWords(following)}.`,
    `The session died ${deaths} times: ${logins} logins with the first one, ${figures.loginsWhileThrottled} during the throttle.`,
    `${howMany(requests, 'request')}; without any trouble it would have been ${requestsIdeal}.`,
    `From the fatal answer to the next saved page: ${seconds(figures.recoveryMs)}. A bare login alone: ${seconds(figures.bareLoginMs)}.`,
    'Both are medians; both start a browser, type name and password, and are asked for no code.',
  ]
}

function listWords(list: ListFigures): string {
  return `${list.saved} of ${list.truth} saved, ${list.missing} missing, ${list.extra} too many`
}

function isFlawless({ followers, following, deaths, logins, loginsWhileThrottled }: Figures) {
  const exact = [followers, following].every((list) => list.missing === 0 && list.extra === 0)
  return exact && logins === deaths + 1 && loginsWhileThrottled === 0
}
