import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Command, InvalidArgumentError } from 'commander'
import { type Simulator, startSimulator } from './server.ts'
import { WorldError } from './world/people.ts'
import type { SimulatorConfig } from './world/settings.ts'

/** The port, the address or the CA's file cannot be used; the message says which and why. */
class NotStartedError extends Error {
  override readonly name = 'NotStartedError'
  readonly code = 'SIMULATOR_NOT_STARTED'
}

type Flags = {
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly config?: string
  readonly caOut?: string
}

/** An error as all of ours are told: a sentence that ends with its code. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? `${error.message} (${error.code})` : error.message
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

function portNumber(text: string): number {
  const port = wholeNumber(text)
  if (port > 65_535) throw new InvalidArgumentError('It must be at most 65535.')
  return port
}

const program = new Command('simulator')
  .description(
    'A fake Instagram for tests: HTTPS with HTTP/2 and HTTP/1.1, one JSON line when ready.',
  )
  .option('--port <port>', 'port to listen on; 0 takes a free one', portNumber, 8443)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--seed <number>', 'everything that is random comes from it', wholeNumber, 1)
  .option('--config <file>', 'JSON with accounts, targets and faults')
  .option('--ca-out <file>', 'where to write the CA certificate (PEM)')
  .configureOutput({
    outputError: (text, write) => write(`${text.trimEnd()} (USAGE_INVALID)\n`),
  })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(async (flags: Flags) => {
    try {
      await run(flags)
    } catch (error) {
      process.stderr.write(`simulator: ${sentenceOf(error)}\n`)
      process.exit(2)
    }
  })

// What is alive is small and what a page leaves behind is much: collect before it piles up.
setFlagsFromString('--heap-growing-percent=40')
await program.parseAsync()

async function run(flags: Flags): Promise<void> {
  const config = flags.config === undefined ? {} : await readConfig(flags.config)
  const { port, host, seed } = flags
  const simulator = await startSimulator({ port, host, seed, config }).catch((error: unknown) => {
    if (error instanceof WorldError) throw error
    throw new NotStartedError(whyNotStarted(error, flags), { cause: error })
  })
  const written = writeCa(simulator, flags.caOut)
  // npm passes a Ctrl-C on that has come here by itself: a second signal must not cut the first.
  let isEnding = false
  const end = () => {
    if (!isEnding) void stop(simulator, written, flags.caOut)
    isEnding = true
  }
  // 'disconnect' comes when the process that started it over a channel has died, even by SIGKILL.
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const) process.on(name, end)
  const ca = await written
  process.stdout.write(`${JSON.stringify(readyLine(simulator, ca))}\n`)
}

/** Ends the program. A folder that was made for the CA goes with it. */
async function stop(
  simulator: Simulator,
  written: Promise<string>,
  caOut: string | undefined,
): Promise<void> {
  await simulator.close()
  const ca = await written.catch(() => undefined)
  if (ca !== undefined && caOut === undefined)
    await rm(dirname(ca), { recursive: true, force: true })
  process.exit(0)
}

async function readConfig(file: string): Promise<SimulatorConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WorldError(`the configuration ${file} cannot be read`, { cause })
  })
  try {
    // Its shape is checked when the world is made from it.
    return JSON.parse(text) as SimulatorConfig
  } catch (cause) {
    throw new WorldError(`the configuration ${file} is not JSON`, { cause })
  }
}

function whyNotStarted(error: unknown, { host, port }: Flags): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is already in use; choose another --port`
  if (code === 'EACCES') return `port ${port} may not be used by this user; choose another --port`
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${host}`
  return error instanceof Error ? error.message : String(error)
}

async function writeCa(simulator: Simulator, caOut: string | undefined): Promise<string> {
  const file = caOut ?? join(await mkdtemp(join(tmpdir(), 'evercheck-simulator-')), 'ca.pem')
  await writeFile(file, simulator.ca).catch((cause: unknown) => {
    throw new NotStartedError(`the CA certificate cannot be written to ${file}`, { cause })
  })
  return resolve(file)
}

function readyLine(simulator: Simulator, ca: string): Record<string, unknown> {
  const { world, url } = simulator
  const accounts = world.accounts()
  const accountPks = new Set(accounts.map(({ pk }) => pk))
  return {
    url,
    ca,
    caPem: simulator.ca,
    seed: world.seed,
    accounts: accounts.map(({ username, password, totpSecret, pk }) => {
      return { username, password, totpSecret, pk }
    }),
    targets: world.people
      .named()
      .filter(({ pk }) => !accountPks.has(String(pk)))
      .map((person) => ({
        username: person.username,
        pk: String(person.pk),
        private: person.isPrivate,
        followers: world.people.rowCount(person, 'followers'),
        following: world.people.rowCount(person, 'following'),
      })),
  }
}
