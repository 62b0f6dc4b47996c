import { spawn } from 'node:child_process'
import { access, constants, open } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'

/** The clients that are tried, by the names of their programs. */
export const CLIENT_NAMES = ['instaloader', 'gallery-dl'] as const
export type ClientName = (typeof CLIENT_NAMES)[number]

/** A client as it was found on this machine. */
export type Client = {
  readonly name: ClientName
  readonly file: string
  readonly version: string
  /** The Python that the program runs under, and that can import its library. */
  readonly python: string
}

/** What a program left behind. */
export type Ended = {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a program is run. */
export type RunOptions = {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** All that it may read from its standard input. */
  readonly input?: string
  /** After so long it is killed with everything it started, and the run is an error. */
  readonly limitMs: number
  readonly signal?: AbortSignal
}

/** Finds a client on `PATH` and asks its version; undefined when it is not installed. */
export async function findClient(
  name: ClientName,
  options: RunOptions,
): Promise<Client | undefined> {
  const file = await onPath(name, options)
  if (file === undefined) return undefined
  const { stdout, stderr } = await run(file, ['--version'], options)
  const version = /\d+(\.\d+)+/.exec(stdout)?.[0]
  if (version === undefined) throw new Error(`${file} --version says no version: ${stderr.trim()}`)
  return { name, file, version, python: await pythonOf(file, options) }
}

async function onPath(name: string, { environment }: RunOptions): Promise<string | undefined> {
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    const file = join(folder, name)
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (folder !== '' && isThere) return file
  }
  return undefined
}

/** The interpreter that the first line of a program names. */
async function pythonOf(file: string, options: RunOptions): Promise<string> {
  await using handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512)
  const line = buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0] ?? ''
  const [interpreter = '', argument = ''] = line.replace(/^#!\s*/, '').split(/\s+/)
  const python =
    basename(interpreter) === 'env' ? ((await onPath(argument, options)) ?? '') : interpreter
  if (!basename(python).startsWith('python')) throw new Error(`${file} is not a Python program`)
  return python
}

/** Whether `version` is `least` or newer, number by number. */
export function isAtLeast(version: string, least: string): boolean {
  const ours = version.split('.').map(Number)
  for (const [place, number] of least.split('.').map(Number).entries()) {
    const own = ours[place] ?? 0
    if (own !== number) return own > number
  }
  return true
}

/**
 * Runs a program to its end, without a terminal.
 * @throws Error when it did not end within `limitMs`.
 */
export async function run(
  file: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Ended> {
  const { cwd, environment, input, limitMs, signal } = options
  // Its own session: no terminal to ask for passwords, and one group to kill.
  const child = spawn(file, [...args], { cwd, env: { ...environment }, detached: true })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // It may end without having read everything.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const limit = AbortSignal.timeout(limitMs)
  const stop = signal ? AbortSignal.any([signal, limit]) : limit
  const kill = (): void => {
    if (child.pid !== undefined) killGroup(child.pid)
  }
  stop.addEventListener('abort', kill)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    signal?.throwIfAborted()
    if (limit.aborted) throw new Error(`${basename(file)} did not end within ${limitMs} ms`)
    return { code, stdout: textOf(out), stderr: textOf(err) }
  } finally {
    stop.removeEventListener('abort', kill)
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It may have ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
