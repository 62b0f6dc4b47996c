import { mkdtemp, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/kernel/clock.ts'
import { type Report, runCrew } from './crew.ts'
import { StormDatabase } from './database.ts'
import { MENDS } from './mends.ts'
import { naiveChecks } from './naive.ts'
import { withoutMend } from './removed.ts'
import { ServerGround } from './server.ts'
import { replay, shrink } from './shrink.ts'
import { runStorm, type StormContext, tell, whole } from './storm.ts'
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
    /** Over a real server, whose statements take their own time. */
    server: { type: 'boolean', default: false },
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
  if (flags.server) return await overServer(seed)
  if (!flags.naive) return await storm(seed)
  await using database = await StormDatabase.open()
  return await control({ database, worker: naiveChecks }, seed)
}

async function storm(seed: number): Promise<number> {
  const { checksMax, minutes } = asked()
  const startedAtMs = systemClock.now().getTime()
  const elapsedMs = () => systemClock.now().getTime() - startedAtMs
  const sum = { checks: 0, bouts: 0, broken: 0, unfinished: 0, open: 0 }
  const isOver = () => {
    if (flags.first && sum.broken > 0) return true
    return isEnough(sum.checks, elapsedMs(), checksMax, minutes)
  }
  const failed: Report[] = []
  let toldAtMs = 0
  // The first failure is the first of all seeds only where one bout runs after another.
  const atOnce = flags.first ? 1 : numberOf('at-once', flags['at-once'])
  await runCrew(atOnce, seed, isOver, (report) => {
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

/** One bout after another over a real server: what broke is told, and the whole trace is kept. */
async function overServer(seed: number): Promise<number> {
  await using database = await ServerGround.open()
  const { checksMax, minutes } = asked()
  const startedAtMs = systemClock.now().getTime()
  const elapsedMs = () => systemClock.now().getTime() - startedAtMs
  const sum = { checks: 0, bouts: 0, broken: 0, unfinished: 0, open: 0 }
  for (let at = seed; !isEnough(sum.checks, elapsedMs(), checksMax, minutes); at += 1) {
    const judged = await tell({ database, worker: realWorker }, whole(at), true)
    sum.checks += judged.checks
    sum.bouts += 1
    sum.broken += judged.broken.length
    sum.unfinished += judged.unfinished
    say({ seed: at, turns: judged.aftermath.turns, ...figures(sum, elapsedMs()) })
    if (judged.broken.length === 0) continue
    const file = join(await mkdtemp(join(tmpdir(), 'evercheck-storm-')), `${at}.txt`)
    await writeFile(file, [storyOf(judged), ...judged.aftermath.trace.lines].join('\n'))
    say({ seed: at, broken: judged.broken, trace: file })
  }
  say(figures(sum, elapsedMs()))
  return sum.broken > 0 || sum.unfinished > 0 ? 1 : 0
}

/** How much is asked for: so many checks, or so many minutes. */
function asked(): { readonly checksMax: number; readonly minutes: number | null } {
  const minutes = flags.minutes === undefined ? null : numberOf('minutes', flags.minutes)
  const checks = flags.checks ?? (minutes === null ? '1000' : '1e9')
  return { checksMax: numberOf('checks', checks), minutes }
}

function isEnough(
  checks: number,
  elapsedMs: number,
  checksMax: number,
  minutes: number | null,
): boolean {
  return checks >= checksMax || (minutes !== null && elapsedMs >= minutes * MINUTE_MS)
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
  let checks = 0
  let found: readonly string[] = []
  const isOver = () => found.length > 0 || bouts >= NAIVE_BOUTS_MAX
  await runStorm(context, seed, isOver, (judged) => {
    bouts += 1
    checks += judged.checks
    found = judged.broken
  })
  say({
    naive: true,
    boutsUntilFound: bouts,
    checksUntilFound: checks,
    brokenInvariants: found.length,
    broken: found,
  })
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
