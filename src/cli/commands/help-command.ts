import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { EXIT } from '../exit-code.ts'
import type { Registrar } from '../registrar.ts'
import { sectionLines } from '../section-lines.ts'
import { columnsOf } from '../terminal.ts'

const README = new URL('../../../README.md', import.meta.url)

/** What there is help about beside the commands, and the section that tells it. */
const TOPICS: Readonly<Record<string, string>> = {
  settings: 'Settings',
  'exit-codes': 'Exit codes',
}

/** Registers `evercheck help [TOPIC]`. */
export function registerHelp({ program, shell, exit }: Registrar): void {
  const topics = Object.keys(TOPICS).join(' and ')
  program.helpCommand(false)
  program
    .command('help')
    .argument('[topic...]', `a command, or one of ${topics}`)
    .description(`how a command is used; ${topics} explained`)
    .action((words: readonly string[]) => {
      const section = TOPICS[words.join(' ')]
      if (section === undefined) commandNamed(program, words).outputHelp()
      else {
        const lines = sectionLines(readFileSync(README, 'utf8'), section, columnsOf(shell.stdout))
        shell.stdout.write(`${lines.join('\n')}\n`)
      }
      exit(EXIT.ok)
    })
}

function commandNamed(program: Command, words: readonly string[]): Command {
  let command = program
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word)
    if (!next) {
      const known = [...Object.keys(TOPICS), ...program.commands.map((each) => each.name())]
      throw new InvalidArgumentError(
        `there is no help about ${JSON.stringify(words.join(' '))}, but about: ${known.join(', ')}`,
      )
    }
    command = next
  }
  return command
}
