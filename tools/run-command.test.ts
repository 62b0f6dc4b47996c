import { expect, test } from 'vitest'
import { ManualClock, systemClock } from '../src/kernel/clock.ts'
import { type Command, runCommand } from './run-command.ts'

function nodeScript(script: string, lines: string[], hopeless: RegExp | null = null): Command {
  return {
    file: process.execPath,
    args: ['-e', script],
    env: {},
    silenceMsMax: 60_000,
    hopeless,
    onLine: (line) => lines.push(line),
  }
}

const FOREVER = 'setInterval(() => {}, 1000);'

test('a command passes its lines on in plain ASCII', async () => {
  const lines: string[] = []
  const script = String.raw`console.log("\u001b[31m|\u25a0\u25a0| 10% of 1 MiB"); console.error("done")`
  const end = await runCommand(systemClock, nodeScript(script, lines))
  expect(end).toEqual({ kind: 'done' })
  expect(lines.toSorted()).toEqual(['done', '| | 10% of 1 MiB'].toSorted())
})

test('a command that fails says how it ended', async () => {
  const end = await runCommand(systemClock, nodeScript('process.exit(3)', []))
  expect(end).toEqual({ kind: 'failed', why: 'ended with 3' })
})

test('a command that does not exist has failed', async () => {
  const command = { ...nodeScript('', []), file: '/nowhere/at-all' }
  const end = await runCommand(systemClock, command)
  expect(end).toMatchObject({ kind: 'failed' })
})

test('a line without hope ends the command at once', async () => {
  const command = nodeScript(`console.log("ENOTFOUND"); ${FOREVER}`, [], /ENOTFOUND/)
  const end = await runCommand(systemClock, command)
  expect(end).toEqual({ kind: 'stopped', why: 'ENOTFOUND' })
})

test('a command that prints nothing for too long is ended', async () => {
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
  const end = await runCommand(clock, nodeScript(FOREVER, []))
  expect(end).toEqual({ kind: 'stopped', why: 'no progress for 60 s' })
})
