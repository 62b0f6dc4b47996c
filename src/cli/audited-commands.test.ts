import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { COMMAND_AUDITS } from './audited-commands.ts'
import { buildProgram } from './program.ts'

test('of every command somebody has said what it changes, and of none that there is not', async () => {
  expect(Object.keys(COMMAND_AUDITS).sort()).toEqual(commandsBelow(await program()).sort())
})

/** The names of all commands that do something themselves. */
function commandsBelow(command: Command, above = ''): string[] {
  return command.commands.flatMap((each) => {
    const name = `${above}${each.name()}`
    const below = commandsBelow(each, `${name} `)
    // A group does nothing but name what is below it.
    const doesSomething = each.registeredArguments.length > 0 || each.options.length > 0
    return below.length === 0 || doesSomething ? [name, ...below] : below
  })
}

function program(): Promise<Command> {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream
  const { signal } = new AbortController()
  const shell = { environment: {}, stdout: stream, stderr: stream, signal }
  return buildProgram(shell, [], () => undefined)
}
