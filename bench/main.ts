import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { Closers } from '../src/kernel/closers.ts'
import type { WatchedSize } from '../test/watched-world.ts'
import { type ApiOptions, benchApi } from './api.ts'
import { benchBot } from './bot.ts'
import { benchChoice } from './choice.ts'
import type { DatabaseKind } from './evercheck.ts'
import { benchGrowth } from './growth.ts'
import { benchImport } from './import.ts'
import { benchLoad, type LoadOptions } from './load.ts'
import { benchLosses } from './losses.ts'
import { benchMemory } from './memory.ts'
import { benchPanel } from './panel.ts'
import { printer } from './printer.ts'
import { benchRecovery } from './recovery.ts'
import { benchResults, FORMATS, type ResultsOptions } from './results.ts'
import { benchSnapshots } from './snapshots.ts'
import { benchTakeover } from './takeover.ts'
import { benchThroughput } from './throughput.ts'
import { benchWatches } from './watches.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const LATENCIES: readonly number[] = [0, 50]
const SIZES: readonly number[] = [10_000, 100_000, 1_000_000]
const LINES: readonly number[] = [100, 1000, 10_000]
const DEFAULTS: readonly unknown[] = [LATENCIES, SIZES, LINES]
const DATABASES: readonly DatabaseKind[] = ['postgres', 'embedded']

const closers = new Closers()
let interrupted = false
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (interrupted) return
    interrupted = true
    process.stderr.write('Stopping; the second signal does not wait.\n')
    process.once(name, () => process.exit(130))
    closers.close().then(
      () => process.exit(130),
      () => process.exit(130),
    )
  })
}

async function run(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    // Errors while everything is being stopped are expected.
    if (interrupted) await new Promise(() => {})
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return 1
  } finally {
    await closers.close()
  }
}

function program(): Command {
  const bench = new Command('bench')
    .description('how fast and how large: figures of this machine, against bare scripts')
    .exitOverride()
  bench
    .command('recovery')
    .description('from the fatal answer to the next saved page, against a bare Playwright login')
    .option('--deaths <number>', 'deaths of each kind', wholeNumber, 5)
    .option('--latency <ms...>', 'how long the simulator takes to answer', wholeNumbers, LATENCIES)
    .addOption(
      new Option('--database <kind>').choices(['postgres', 'embedded']).default('postgres'),
    )
    .addOption(json())
    .action((options: RecoveryFlags) =>
      inWorkshop(options, (workshop) =>
        benchRecovery(workshop, {
          deaths: options.deaths,
          latenciesMs: options.latency,
          database: options.database,
        }),
      ),
    )
  bench
    .command('throughput')
    .description('pages per second, saved durably, against a bare HTTP/2 loop')
    .option('--pages <number>', 'pages of one walk', wholeNumber, 240)
    .option('--rounds <number>', 'walks of each kind', wholeNumber, 5)
    .option('--latency <ms...>', 'how long the simulator takes to answer', wholeNumbers, LATENCIES)
    .addOption(databases())
    .addOption(json())
    .action((options: ThroughputFlags) =>
      inWorkshop(options, (workshop) =>
        benchThroughput(workshop, {
          pages: options.pages,
          rounds: options.rounds,
          latenciesMs: options.latency,
          databases: options.database,
        }),
      ),
    )
  bench
    .command('growth')
    .description('time per follower and memory of whole checks of large targets')
    .option('--followers <numbers...>', 'sizes of the targets', wholeNumbers, SIZES)
    .addOption(databases())
    .addOption(json())
    .action((options: GrowthFlags) =>
      inWorkshop(options, (workshop) =>
        benchGrowth(workshop, { followers: options.followers, databases: options.database }),
      ),
    )
  bench
    .command('memory')
    .description('time to start and memory of Evercheck with its embedded database, together')
    .option('--followers <number>', 'size of the target', wholeNumber, 1_000_000)
    .option('--rounds <number>', 'starts of each kind', wholeNumber, 5)
    .addOption(json())
    .action((options: MemoryFlags) =>
      inWorkshop(options, (workshop) =>
        benchMemory(workshop, { followers: options.followers, rounds: options.rounds }),
      ),
    )
  bench
    .command('import')
    .description("a large export of Instagram's own, against a bare JSON.parse")
    .option('--rows <number>', 'followers in the export', wholeNumber, 1_000_000)
    .option('--rounds <number>', 'runs of each kind', wholeNumber, 3)
    .addOption(json())
    .action((options: ImportFlags) =>
      inWorkshop(options, (workshop) =>
        benchImport(workshop, { rows: options.rows, rounds: options.rounds }),
      ),
    )
  bench
    .command('choice')
    .description('choosing an account together with its next check, with more and more in line')
    .option('--checks <numbers...>', 'checks in line', wholeNumbers, LINES)
    .option('--choices <number>', 'how often', wholeNumber, 400)
    .addOption(json())
    .action((options: Flags & { checks: readonly number[]; choices: number }) =>
      inWorkshop(options, (workshop) => benchChoice(workshop, options)),
    )
  bench
    .command('bot')
    .description('so many chats that order at once, at 30 messages a second, while some pay')
    .option('--chats <number>', 'chats', wholeNumber, 1000)
    .addOption(json())
    .action((options: Flags & { chats: number }) =>
      inWorkshop(options, (workshop) => benchBot(workshop, options)),
    )
  bench
    .command('takeover')
    .description('from the kill -9 of a worker until another one has saved the next page')
    .option('--runs <number>', 'how often', wholeNumber, 20)
    .addOption(json())
    .action((options: Flags & { runs: number }) =>
      inWorkshop(options, (workshop) => benchTakeover(workshop, options)),
    )
  bench
    .command('load')
    .description('many checks over many accounts whose sessions die, read by several workers')
    .option('--checks <number>', 'open checks', wholeNumber, 10_000)
    .option('--accounts <number>', 'accounts that read them', wholeNumber, 500)
    .option('--workers <number>', 'processes that read', wholeNumber, 2)
    .option('--slots <number>', 'checks that each reads at a time', wholeNumber, 8)
    .option(
      '--parked <number>',
      'checks that stand still, for the cost of waiting',
      wholeNumber,
      10_000,
    )
    .option('--scaling <number>', 'checks that 1, 2 and 4 workers read once more', wholeNumber, 500)
    .addOption(json())
    .action((options: Flags & LoadOptions) =>
      inWorkshop(options, (workshop) => benchLoad(workshop, options)),
    )
  bench
    .command('panel')
    .description('what the panel costs whoever looks at it, in a real browser over a million rows')
    .addOption(json())
    .action(async (options: Flags) => {
      const say = (line: string) => void process.stderr.write(`${line}\n`)
      const figures = await benchPanel(say)
      if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
      else for (const [name, value] of Object.entries(figures)) say(`${name} ${value}`)
    })
  bench
    .command('losses')
    .description('how true the losses are that are named, against a plain difference of two lists')
    .option('--seeds <number>', 'worlds', wholeNumber, 200)
    .option('--from <seed>', 'the first of them', wholeNumber, 1)
    .addOption(json())
    .action((options: Flags & { seeds: number; from: number }) =>
      inWorkshop(options, (workshop) => benchLosses(workshop, options)),
    )
  bench
    .command('snapshots')
    .description('the room that older lists of a profile take, whole and as what has changed')
    .option('--people <number>', 'people in the list', wholeNumber, 100_000)
    .option('--readings <number>', 'how often it is read', wholeNumber, 30)
    .option(
      '--per-mille <number>',
      'who leaves and comes each time, in a thousand',
      wholeNumber,
      10,
    )
    .addOption(json())
    .action((options: Flags & { people: number; readings: number; perMille: number }) =>
      inWorkshop(options, (workshop) => benchSnapshots(workshop, options)),
    )
  bench
    .command('watches')
    .description('many watches for a month of turned time: in time, behind all orders, paid right')
    .option('--watches <number>', 'watches', wholeNumber, 1000)
    .option('--accounts <number>', 'accounts that read', wholeNumber, 50)
    .option('--days <number>', 'days', wholeNumber, 30)
    .option('--orders-per-day <number>', 'what is ordered meanwhile', wholeNumber, 40)
    .addOption(json())
    .action((options: Flags & WatchedSize) =>
      inWorkshop(options, (workshop) => benchWatches(workshop, options)),
    )
  bench
    .command('api')
    .description("requests a second of the HTTP API, against Fastify's bare hello; event listeners")
    .option('--requests <number>', 'requests of a kind', wholeNumber, 8000)
    .option('--listeners <number>', 'open event streams', wholeNumber, 10_000)
    .option('--flood <number>', 'requests of a key that asks too often', wholeNumber, 10_000)
    .addOption(json())
    .action((options: Flags & ApiOptions) =>
      inWorkshop(options, (workshop) => benchApi(workshop, options)),
    )
  bench
    .command('results')
    .description("by how much the API's process grows while it gives away a large result")
    .option('--rows <number>', 'people in the list', wholeNumber, 1_000_000)
    .addOption(new Option('--format <kind>', 'one format only').choices(FORMATS))
    .addOption(json())
    .action((options: Flags & ResultsOptions) =>
      inWorkshop(options, (workshop) => benchResults(workshop, options)),
    )
  return bench
}

type Flags = { readonly json?: boolean }
type RecoveryFlags = Flags & {
  readonly deaths: number
  readonly latency: readonly number[]
  readonly database: DatabaseKind
}

type ThroughputFlags = Flags & {
  readonly pages: number
  readonly rounds: number
  readonly latency: readonly number[]
  readonly database: readonly DatabaseKind[]
}

type ImportFlags = Flags & { readonly rows: number; readonly rounds: number }
type MemoryFlags = Flags & { readonly followers: number; readonly rounds: number }
type GrowthFlags = Flags & {
  readonly followers: readonly number[]
  readonly database: readonly DatabaseKind[]
}

async function inWorkshop(
  flags: Flags,
  work: (workshop: Workshop) => Promise<void>,
): Promise<void> {
  const { show, finish } = printer(process.stdout, flags.json === true)
  const { stderr, env: environment } = process
  await work(await openWorkshop({ closers, environment, stderr, show }))
  finish()
}

function databases(): Option {
  return new Option('--database <kind...>', 'which databases').choices(DATABASES).default(DATABASES)
}

function json(): Option {
  return new Option('--json', 'one JSON object per line instead of a table')
}

function wholeNumber(text: string): number {
  const digits = text.replaceAll('_', '')
  if (!/^\d{1,9}$/.test(digits)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(digits)
}

/**
 * Commander gives one value at a time, and the values before it; the defaults are not among those.
 */
function wholeNumbers(text: string, before: unknown): readonly number[] {
  const known = Array.isArray(before) && !DEFAULTS.includes(before) ? before : []
  return [...known, ...text.split(',').map(wholeNumber)]
}

process.exit(await run(process.argv.slice(2)))
