import type { Command } from 'commander'
import { Argument } from 'commander'
import { bashCompletion, type CommandWords, fishCompletion, zshCompletion } from '../completion.ts'
import { EXIT } from '../exit-code.ts'
import type { Registrar } from '../registrar.ts'

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

type Shell = keyof typeof SCRIPTS

/** Registers `evercheck completion SHELL`. */
export function registerCompletion({ program, shell, exit }: Registrar): void {
  const which = new Argument('<shell>', 'the shell you type in').choices(Object.keys(SCRIPTS))
  program
    .command('completion')
    .description('print the completion script of a shell, to be loaded by it')
    .addArgument(which)
    .action((name: Shell) => {
      shell.stdout.write(SCRIPTS[name](commandsOf(program, [])))
      exit(EXIT.ok)
    })
}

/** The command and all below it, the shortest path first. */
function commandsOf(command: Command, path: readonly string[]): readonly CommandWords[] {
  const { commands, options, registeredArguments } = command
  const own: CommandWords = {
    path,
    commands: commands.map((each) => ({ name: each.name(), says: each.description() })),
    options: options.flatMap(({ long, description, required }) => {
      return long ? [{ name: long, says: description, takesValue: required }] : []
    }),
    choices: registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }
  return [own, ...commands.flatMap((each) => commandsOf(each, [...path, each.name()]))]
}
