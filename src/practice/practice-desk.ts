import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'
import { PRACTICE_MS, PracticeFailedError } from './practice.ts'

const PROGRAM = fileURLToPath(new URL('../main.ts', import.meta.url))

/**
 * What a practice is given of the environment: how this machine is, and nothing of what belongs to
 * the installation, neither its database nor its key nor a way to reach people.
 */
const GIVEN = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'PLAYWRIGHT_BROWSERS_PATH',
  'EVERCHECK_BROWSER',
  'EVERCHECK_BROWSER_SANDBOX',
  'EVERCHECK_HIDE_WEBDRIVER',
] as const

const Ready = z.object({ port: z.number().int(), session: z.string().min(1) })

/** A practice that can be reached: where, and what lets one in. */
export type Reached = z.infer<typeof Ready>

type Running = Reached & { readonly child: ChildProcess }

/** How long a database is made, a simulator started, and everything put away again, at the most. */
const START_MS = 60_000
const END_MS = 10_000

/**
 * Starts the practice Instagram for whoever asks, and ends it: a process of its own, with a
 * database in a folder that goes with it. There is one at a time.
 */
export class PracticeDesk {
  readonly #context: { readonly clock: Clock }
  readonly #environment: Readonly<Record<string, string | undefined>>
  #running: Promise<Running> | null = null
  #ending: Promise<void> = Promise.resolve()
  #reached: Reached | null = null

  constructor(
    context: { readonly clock: Clock },
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#context = context
    this.#environment = environment
  }

  /** Starts a practice, or joins the one that runs. @throws PracticeFailedError PRACTICE_FAILED */
  async start(): Promise<Reached> {
    await this.#ending
    this.#running ??= this.#begin()
    const { port, session } = await this.#running
    return { port, session }
  }

  /** Where the practice is that this lets into; null when there is none. */
  reachedWith(session: string): Reached | null {
    return this.#reached?.session === session ? this.#reached : null
  }

  /** Ends it, and waits until nothing is left of it. Until it has gone it goes on answering. */
  end(): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running !== null) {
      this.#ending = running.then(
        ({ child }) => stop(this.#context.clock, child),
        () => undefined,
      )
    }
    return this.#ending
  }

  async #begin(): Promise<Running> {
    const child = spawn(process.execPath, ['--disable-sigusr1', PROGRAM, 'practice', '--json'], {
      env: Object.fromEntries(GIVEN.map((name) => [name, this.#environment[name]])),
      // It ends when its input does, however this process goes.
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    try {
      const ready = await firstLine(child, this.#context.clock)
      this.#reached = ready
      child.once('exit', () => this.#forget(ready))
      void this.#endInTime(child)
      return { ...ready, child }
    } catch (error) {
      this.#running = null
      await stop(this.#context.clock, child)
      throw error
    }
  }

  #forget(gone: Reached): void {
    if (this.#reached !== gone) return
    this.#reached = null
    this.#running = null
  }

  async #endInTime(child: ChildProcess): Promise<void> {
    const gone = new AbortController()
    child.once('exit', () => gone.abort())
    await this.#context.clock.sleep(PRACTICE_MS, gone.signal).catch(() => undefined)
    await stop(this.#context.clock, child)
  }
}

async function firstLine(child: ChildProcess, clock: Clock): Promise<Reached> {
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said = `${said}${String(chunk)}`.slice(-2000)
  })
  if (child.stdout === null) throw new PracticeFailedError('The practice has no output.')
  const over = new AbortController()
  const lines = createInterface({ input: child.stdout })
  try {
    const line = await Promise.race([
      once(lines, 'line').then(([first]) => String(first)),
      once(child, 'exit').then(() => null),
      clock.sleep(START_MS, over.signal).then(() => null),
    ])
    const ready = Ready.safeParse(line === null ? null : JSON.parse(line))
    if (ready.success) return ready.data
    const [why] = said.trim().split('\n').slice(-1)
    throw new PracticeFailedError(
      `The practice Instagram did not start${why ? `: ${why}` : ', and nobody said why.'}`,
    )
  } finally {
    over.abort()
    child.stdout.resume()
  }
}

async function stop(clock: Clock, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = new AbortController()
  void clock.sleep(END_MS, late.signal).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  )
  await gone
  late.abort()
}
