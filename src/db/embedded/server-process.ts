import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ServerUser } from './server-user.ts'

/** How one of PostgreSQL's programs is started. */
export type Program = {
  readonly file: string
  readonly args: readonly string[]
  /** Where it stands. It need not be able to walk there. */
  readonly folder: string
  readonly user: ServerUser | null
}

/** What a server needs of an environment. Ours may hold secrets, and variables that steer it. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * Starts a program with an environment of its own, away from our terminal: a Ctrl-C there is for
 * us. What it says can be read, or goes nowhere.
 */
export function startProgram(program: Program, output: 'pipe' | 'ignore'): ChildProcess {
  return spawn(program.file, program.args, {
    stdio: ['ignore', output, output],
    detached: true,
    cwd: program.folder,
    env: ENVIRONMENT,
    ...(program.user ?? {}),
  })
}

/** Hears what a program says, line by line. */
export function listen(child: ChildProcess, hear: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', hear)
  }
}

/** Resolves with the exit code when a program has ended. Rejects when it could not be started. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}
