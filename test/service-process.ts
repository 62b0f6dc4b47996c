import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { environmentOf } from './command.ts'

const PROGRAM = fileURLToPath(new URL('../bin/evercheck.js', import.meta.url))

/** The first line of a service with `--json`. */
export type Ready = {
  readonly ready: boolean
  readonly api: string | null
  readonly panel: string | null
  readonly health: string
  readonly setup: string | null
}

/** `evercheck serve` or `worker` as a process of its own. */
export type ServiceProcess = AsyncDisposable & {
  readonly child: ChildProcess
  readonly ready: Ready
  /** What it has said on standard error so far. */
  said(): string
  /** Asks it to end and waits until it has; returns its exit code and how long that took. */
  end(
    signal?: NodeJS.Signals,
  ): Promise<{ readonly exitCode: number | null; readonly tookMs: number }>
}

/** Starts a service and waits for its first line. Ports are the system's to choose. */
export async function startService(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  nodeArgs: readonly string[] = [],
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [...nodeArgs, PROGRAM, ...args, '--json'], {
    env: environmentOf({
      EVERCHECK_LISTEN: '127.0.0.1:0',
      EVERCHECK_HEALTH_LISTEN: '127.0.0.1:0',
      ...settings,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const gone = once(child, 'exit')
  const line = await Promise.race([
    firstLine(child),
    gone.then(() => {
      throw new Error(`${args.join(' ')} ended with ${child.exitCode}: ${said}`)
    }),
  ])
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const beganMs = performance.now()
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await gone
    }
    return { exitCode: child.exitCode, tookMs: performance.now() - beganMs }
  }
  const ready = JSON.parse(line) as Ready
  if (!ready.ready) {
    await gone
    throw new Error(`${args.join(' ')} ended with ${child.exitCode}: ${line}`)
  }
  return {
    child,
    ready,
    said: () => said,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('its output is not read')
  const lines = createInterface({ input: child.stdout })
  const [line] = await once(lines, 'line')
  // Whatever it says afterwards is not to fill the pipe.
  child.stdout.resume()
  return String(line)
}
