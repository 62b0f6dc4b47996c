import { tmpdir } from 'node:os'
import { Command, CommanderError } from 'commander'
import { CLIENT_NAMES, type Client, type ClientName, findClient, isAtLeast } from './client.ts'
import { galleryDlTries } from './gallery-dl.ts'
import { instaloaderLogins } from './instaloader-login.ts'
import { instaloaderReading } from './instaloader-reading.ts'
import { homeIn, Stage } from './stage.ts'
import type { Try } from './try.ts'

const TRIES: readonly Try[] = [...instaloaderLogins, ...instaloaderReading, ...galleryDlTries]
/** All of it together may not take longer. */
const TOTAL_LIMIT_MS = 15 * 60_000
const VERSION_LIMIT_MS = 30_000

/** One line of the result. */
type Line =
  | { readonly client: ClientName; readonly installed: false }
  | {
      readonly client: ClientName
      readonly version: string
      readonly title: string
      readonly ok: boolean
      readonly seen: string
    }

type Flags = { readonly json?: true; readonly require?: true }

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`stopped by ${name}`)))
}
const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(TOTAL_LIMIT_MS)])

const program = new Command('test:clients')
  .description('lets clients that others wrote, unmodified, work with the simulator')
  .option('--json', 'one JSON object per line')
  .option('--require', 'a client that is not installed is a failure')
  .exitOverride()
  .action(async (flags: Flags) => {
    const lines: Line[] = []
    for await (const line of results()) {
      lines.push(line)
      process.stdout.write(`${flags.json ? JSON.stringify(line) : inWords(line)}\n`)
    }
    const bad = lines.filter((line) => ('ok' in line ? !line.ok : flags.require))
    process.exitCode = bad.length > 0 ? 1 : 0
  })

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
  } else {
    process.stderr.write(`test:clients: ${error instanceof Error ? error.message : error}\n`)
    process.exitCode = stop.signal.aborted ? 130 : 1
  }
}

async function* results(): AsyncGenerator<Line> {
  for (const name of CLIENT_NAMES) {
    const options = {
      cwd: tmpdir(),
      environment: homeIn(tmpdir()),
      limitMs: VERSION_LIMIT_MS,
      signal,
    }
    const client = await findClient(name, options)
    if (client === undefined) {
      yield { client: name, installed: false }
      continue
    }
    for (const one of TRIES) {
      if (one.client !== name || !isAbout(one, client)) continue
      signal.throwIfAborted()
      yield await attempt(one, client)
    }
  }
}

function isAbout({ versions }: Try, { version }: Client): boolean {
  if (versions?.from !== undefined && !isAtLeast(version, versions.from)) return false
  return versions?.before === undefined || !isAtLeast(version, versions.before)
}

async function attempt(one: Try, client: Client): Promise<Line> {
  const { name, version } = client
  const line = { client: name, version, title: one.title }
  try {
    await using stage = await Stage.open(client, one.faults ?? {}, signal)
    return { ...line, ok: true, seen: await one.run(stage) }
  } catch (error) {
    signal.throwIfAborted()
    return { ...line, ok: false, seen: error instanceof Error ? error.message : String(error) }
  }
}

function inWords(line: Line): string {
  if (!('ok' in line)) return `--    ${line.client}: not installed`
  const { client, version, title, ok, seen } = line
  return `${ok ? 'ok   ' : 'FAIL '} ${client} ${version} ${title}: ${seen}`
}
