import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../bin/evercheck.js', import.meta.url))
const COMPILED = fileURLToPath(new URL('../node_modules/.cache/evercheck', import.meta.url))

/** The environment of a command of the tests, as the launcher makes it. */
export function environmentOf(
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const { PATH, HOME } = process.env
  return { PATH, HOME, NODE_COMPILE_CACHE: COMPILED, ...settings }
}

/** What a run of the command line came to. */
export type CommandResult = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** The last line of stdout, parsed, when the command was run with `--json`. */
  readonly json: unknown
}

/** Runs `evercheck …` as a user would: in its own process, with only these settings. */
export async function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  input = '',
): Promise<CommandResult> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environmentOf(settings),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  const last = stdout.trim().split('\n').at(-1) ?? ''
  const json: unknown = args.includes('--json') && last.startsWith('{') ? JSON.parse(last) : null
  return { exitCode: child.exitCode, stdout, stderr, json }
}
