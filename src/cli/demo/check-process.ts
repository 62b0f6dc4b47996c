import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../config/env.ts'

const PROGRAM = fileURLToPath(new URL('../../main.ts', import.meta.url))

/** One run of the command line, as a process of its own. */
export type CommandRun = {
  readonly child: ChildProcess
  /** Settles when the process has ended; `killed` when a signal ended it. */
  readonly ended: Promise<{
    readonly exitCode: number
    readonly stdout: string
    readonly killed: boolean
  }>
}

/** Starts `evercheck …` as a user would, with its words for people shown as they come. */
export function startCommand(
  args: readonly string[],
  environment: Environment,
  input: string | null,
): CommandRun {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin?.end(input ?? '')
  return { child, ended: end(child) }
}

async function end(child: ChildProcess) {
  const [stdout, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    once(child, 'exit'),
  ])
  return {
    stdout,
    exitCode: typeof code === 'number' ? code : 1,
    killed: child.signalCode !== null,
  }
}
