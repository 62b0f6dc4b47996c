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

/** Where a command runs, and until when. */
export type Scene = { readonly environment: Environment; readonly signal: AbortSignal }

/**
 * Starts `evercheck …` as a user would, with its words for people shown as they come. It ends
 * without a word when the channel to it closes: at the abort, and when this process dies.
 */
export function startCommand(
  { environment, signal }: Scene,
  args: readonly string[],
  input = '',
): CommandRun {
  signal.throwIfAborted()
  const child = spawn(process.execPath, ['--disable-sigusr1', PROGRAM, ...args], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    // A Ctrl-C is for the story: its commands would each tell the user what to do next.
    detached: true,
  })
  const letGo = () => {
    if (child.connected) child.disconnect()
  }
  signal.addEventListener('abort', letGo, { once: true })
  child.once('exit', () => signal.removeEventListener('abort', letGo))
  child.stdin?.end(input)
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
