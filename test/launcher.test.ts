import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Starts the program as the launcher does on an older Node: with a channel to it. */
async function exitCodeBelowLauncher(args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const [exitCode] = await once(child, 'exit')
  return exitCode
}

test('below the launcher the program ends with the exit code it came to', async () => {
  expect(await exitCodeBelowLauncher(['--help'])).toBe(0)
  expect(await exitCodeBelowLauncher(['check'])).toBe(2)
})
