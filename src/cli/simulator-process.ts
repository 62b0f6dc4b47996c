import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Agent, fetch } from 'undici'
import { z } from 'zod'
import type { Connect } from '../instagram/wire/connect.ts'

const PROGRAM = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url))

/** The simulator could not be started or does not answer. */
export class SimulatorFailedError extends Error {
  override readonly name = 'SimulatorFailedError'
  readonly code = 'SIMULATOR_FAILED'
}

const Ready = z.object({
  url: z.url(),
  ca: z.string(),
  caPem: z.string(),
  accounts: z.array(
    z.object({ username: z.string(), password: z.string(), totpSecret: z.string().nullable() }),
  ),
  targets: z.array(z.object({ username: z.string() })),
})

const Refusal = z.object({ error: z.string() })

/**
 * Starts the simulator with these arguments, its words going where ours go. By the channel it
 * notices when this process is gone, even by `kill -9`, and ends. A Ctrl-C does not reach it: this
 * process may need it for as long as it lives itself.
 */
export function spawnSimulator(args: readonly string[], stdout: 'inherit' | 'pipe'): ChildProcess {
  const stdio = ['ignore', stdout, 'inherit', 'ipc'] as const
  return spawn(process.execPath, [PROGRAM, ...args], { stdio: [...stdio], detached: true })
}

/** A running simulator and its control calls. */
export class SimulatorProcess {
  readonly ready: z.infer<typeof Ready>
  readonly #child: ChildProcess
  readonly #agent: Agent

  private constructor(child: ChildProcess, ready: z.infer<typeof Ready>) {
    this.#child = child
    this.ready = ready
    this.#agent = new Agent({ connect: { ca: ready.caPem } })
  }

  /**
   * Starts a simulator and waits until it serves.
   * @throws SimulatorFailedError SIMULATOR_FAILED
   */
  static async start(args: readonly string[]): Promise<SimulatorProcess> {
    const child = spawnSimulator(args, 'pipe')
    if (!child.stdout) throw new SimulatorFailedError('The simulator has no output.')
    const lines = createInterface({ input: child.stdout })
    const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)])
    const parsed = Ready.safeParse(first === null ? null : JSON.parse(String(first[0])))
    if (!parsed.success) {
      child.kill()
      throw new SimulatorFailedError('The simulator did not start; what it said stands above.')
    }
    return new SimulatorProcess(child, parsed.data)
  }

  /** Where it listens, as `host:port`. */
  get address(): string {
    return new URL(this.ready.url).host
  }

  /** Where it listens, and whom to trust there. */
  get connect(): Connect {
    const { hostname, port } = new URL(this.ready.url)
    return { host: hostname, port: Number(port), ca: this.ready.caPem }
  }

  /** A control call; with a body it is a POST. */
  async control(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.ready.url}/__simulator/${path}`, {
      dispatcher: this.#agent,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new SimulatorFailedError('The simulator no longer answers.', { cause })
    })
    const answer: unknown = await response.json()
    if (response.ok) return answer
    const why = Refusal.safeParse(answer).data?.error ?? `status ${response.status}`
    throw new SimulatorFailedError(`The simulator refused ${path}: ${why}.`)
  }

  /** Ends it and waits until it is gone. */
  async stop(): Promise<void> {
    await this.#agent.close()
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
  }
}
