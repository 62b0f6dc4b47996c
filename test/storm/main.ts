import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/kernel/clock.ts'
import { type Report, runCrew } from './crew.ts'
import { StormDatabase } from './database.ts'
import { MENDS } from './mends.ts'
import { naiveChecks } from './naive.ts'
import { withoutMend } from './removed.ts'
import { replay, shrink } from './shrink.ts'
import { runStorm, type StormContext } from './storm.ts'
import { storyOf } from './story.ts'
import { realWorker } from './worker.ts'

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    checks: { type: 'string' },
    minutes: { type: 'string' },
    /** Processes that run bouts at a time. */
    'at-once': { type: 'string', default: String(Math.min(4, availableParallelism())) },
    json: { type: 'boolean', default: false },
    naive: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    removed: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})

const MINUTE_MS = 60_000
/** A negative control that does not fail within so many bouts has failed itself. */
const NAIVE_BOUTS_MAX = 200

process.exitCode = await main()

async function main(): Promise<number> {
  const seed = numberOf('seed', flags.seed)
  if (flags.removed) return await removed(seed)
  if (!flags.naive) return await storm(seed)
  await using database = await StormDatabase.open()
  return await control({ database, worker: naiveChecks }, seed)
}

async function storm(seed: number): Promise<number> {
  const minutes = flags.minutes === undefined ? null : numberOf('minutes', flags.minutes)
  const checksMax = numberOf('checks', flags.checks ?? (minutes === null ? '1000' : '1e9'))
  const startedAtMs = systemClock.now().getTime()
  const elapsedMs = () => systemClock.now().getTime() - startedAtMs
  const sum = { checks: 0, bouts: 0, broken: 0, unfinished: 0, open: 0 }
  const isEnough = () => {
    if (flags.first && sum.broken > 0) return true
    return sum.checks >= checksMax || (minutes !== null && elapsedMs() >= minutes * MINUTE_MS)
  }
  const failed: Report[] = []
  let toldAtMs = 0
  // The first failure is the first of all seeds only where one bout runs after another.
  const atOnce = flags.first ? 1 : numberOf('at-once', flags['at-once'])
  await runCrew(atOnce, seed, isEnough, (report) => {
    sum.checks += report.checks
    sum.bouts += 1
    sum.broken += report.broken.length
    sum.unfinished += report.unfinished
    sum.open += report.open.length
    if (report.broken.length > 0) {
      failed.push(report)
      say({ seed: report.seed, broken: report.broken })
    }
    if (elapsedMs() - toldAtMs < MINUTE_MS / 4) return
    toldAtMs = elapsedMs()
    say({ seed: report.seed, ...figures(sum, toldAtMs) })
  })
  const tookMs = elapsedMs()
  const [first] = failed.sort((one, other) => one.seed - other.seed)
  if (first && !flags.first) await explain(first.seed)
  say(figures(sum, tookMs))
  return sum.broken > 0 || sum.unfinished > 0 ? 1 : 0
}

function figures(
  sum: { readonly checks: number; broken: number; unfinished: number; open: number },
  tookMs: number,
) {
  return {
    checks: sum.checks,
    checksPerMinute: Math.round(sum.checks / (tookMs / MINUTE_MS)),
    brokenInvariants: sum.broken,
    unfinished: sum.unfinished,
    knownFaults: sum.open,
  }
}

/** Cuts a failure down and tells it. */
async function explain(seed: number): Promise<void> {
  await using database = await StormDatabase.open()
  const context = { database, worker: realWorker }
  const failure = await replay(context, seed)
  if (failure.broken.length === 0) {
    say({ seed, replay: 'differs: the failure is no function of its seed' })
    return
  }
  const story = storyOf(await shrink(context, failure))
  if (flags.json) say({ seed, story: story.split('\n') })
  else process.stdout.write(`${story}\n`)
}

/** The same storm over a runner that does what must not be done: it has to be found out. */
async function control(context: StormContext, seed: number): Promise<number> {
  let bouts = 0
  let found: readonly string[] = []
  const isOver = () => found.length > 0 || bouts >= NAIVE_BOUTS_MAX
  await runStorm(context, seed, isOver, (judged) => {
    bouts += 1
    found = judged.broken
  })
  say({ naive: true, boutsUntilFound: bouts, brokenInvariants: found.length, broken: found })
  return found.length > 0 ? 0 : 1
}

/** Every mend is taken out once; the storm has to miss it. */
async function removed(seed: number): Promise<number> {
  const checksMax = numberOf('checks', flags.checks ?? '600')
  let unmissed = 0
  for (const mend of MENDS) {
    if (flags.only !== undefined && !mend.name.includes(flags.only)) continue
    const missed = await withoutMend(mend, seed, checksMax)
    if (missed.seed === null) unmissed += 1
    say(missed)
  }
  say({ mends: MENDS.length, unmissed })
  return unmissed === 0 ? 0 : 1
}

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} is a number`)
  return number
}

function say(line: object): void {
  const text = flags.json
    ? JSON.stringify(line)
    : Object.entries(line)
        .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('; ') : value}`)
        .join(', ')
  process.stdout.write(`${text}\n`)
}
