import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import type { Clock } from '../src/kernel/clock.ts'

/** What became of a command. */
export type CommandEnd =
  | { readonly kind: 'done' }
  /** It said by its exit code, or by not starting at all, that it failed. */
  | { readonly kind: 'failed'; readonly why: string }
  /** It said nothing for too long, or something that made waiting pointless, and was ended. */
  | { readonly kind: 'stopped'; readonly why: string }

/** What to run, and how long to believe in it. */
export type Command = {
  readonly file: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Ends the command when it has printed nothing for this long. */
  readonly silenceMsMax: number
  /** A line that matches ends the command at once. */
  readonly hopeless: RegExp | null
  readonly onLine: (line: string) => void
}

/** Runs a command to its end. Its lines are passed on as they come, in plain ASCII. */
export async function runCommand(clock: Clock, command: Command): Promise<CommandEnd> {
  // Its own process group, so that whatever the command started ends with it.
  const child = spawn(command.file, command.args, {
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stopped: string | null = null
  let heard = new AbortController()

  const stop = (why: string): void => {
    stopped ??= why
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself in the meantime.
    }
  }
  const listen = (): void => {
    heard.abort()
    const mine = new AbortController()
    heard = mine
    clock.sleep(command.silenceMsMax, mine.signal).then(
      () => stop(`no progress for ${Math.round(command.silenceMsMax / 1000)} s`),
      () => {},
    )
  }
  const take = (text: string): void => {
    listen()
    const line = plain(text)
    if (line === '') return
    command.onLine(line)
    if (command.hopeless?.test(line)) stop(line)
  }

  listen()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', take)
  }
  const end = await new Promise<CommandEnd>((resolve) => {
    child.on('error', (error) => resolve({ kind: 'failed', why: plain(error.message) }))
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ kind: 'done' })
      else resolve({ kind: 'failed', why: `ended with ${code ?? signal}` })
    })
  })
  heard.abort()
  return stopped !== null && end.kind === 'failed' ? { kind: 'stopped', why: stopped } : end
}

/** One line without colours, bars and other things a plain terminal cannot show. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
