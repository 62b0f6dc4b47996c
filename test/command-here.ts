import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runProgram } from '../src/cli/program.ts'
import type { CommandResult } from './command.ts'

/** Runs a command line in this process, with streams of its own that are no terminal. */
export async function commandHere(
  settings: Readonly<Record<string, string>>,
  ...argv: readonly string[]
): Promise<CommandResult & { readonly exitCode: number }> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const said = Promise.all([text(stdout), text(stderr)])
  const streams = { stdout, stderr } as unknown as {
    stdout: NodeJS.WriteStream
    stderr: NodeJS.WriteStream
  }
  const { signal } = new AbortController()
  const exitCode = await runProgram({ environment: settings, ...streams, signal }, argv)
  stdout.end()
  stderr.end()
  const [out, err] = await said
  const last = out.trim().split('\n').at(-1) ?? ''
  const json: unknown = last.startsWith('{') ? JSON.parse(last) : null
  return { exitCode, stdout: out, stderr: err, json }
}
