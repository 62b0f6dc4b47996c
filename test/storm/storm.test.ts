import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StormDatabase } from './database.ts'
import { MENDS } from './mends.ts'
import { naiveChecks } from './naive.ts'
import { drawPlan, type Plan, UNLIMITED } from './plan.ts'
import { without } from './removed.ts'
import { type Judged, runStorm, tell, tellPlan, whole } from './storm.ts'
import { storyOf } from './story.ts'
import { realWorker } from './worker.ts'

/** Enough to meet every kind of fault; `npm run storm` goes on for as long as one likes. */
const CHECKS = 25
const SEED = 1000

let database: StormDatabase

beforeAll(async () => {
  database = await StormDatabase.open()
})

afterAll(() => database[Symbol.asyncDispose]())

test('a short storm breaks nothing', async () => {
  const stories: string[] = []
  const isEnough = (checks: number) => checks >= CHECKS
  await runStorm({ database, worker: realWorker }, SEED, isEnough, (judged) => {
    if (judged.broken.length > 0) stories.push(storyOf(judged))
  })
  expect(stories).toEqual([])
})

test('the same seed gives the same trace, in another database and after other bouts', async () => {
  await using fresh = await StormDatabase.open()
  const one = await aBoutWithFaults()
  const other = await tell({ database: fresh, worker: realWorker }, one.telling)
  expect(other.aftermath.trace.digest()).toBe(one.aftermath.trace.digest())
})

test('a fault that is spared does not strike, and everything before it stays as it was', async () => {
  const all = await aBoutWithFaults()
  const [first = 0] = all.aftermath.faultNumbers
  const telling = { ...all.telling, spared: new Set([first]) }
  const less = await tell({ database, worker: realWorker }, telling, true)
  expect(less.aftermath.faultNumbers).not.toContain(first)
  const at = all.aftermath.trace.lines.findIndex((line) => line.includes(`#${first} `))
  expect(at).toBeGreaterThan(0)
  expect(less.aftermath.trace.lines.slice(0, at)).toEqual(all.aftermath.trace.lines.slice(0, at))
})

let withFaults: Promise<Judged> | null = null

/** The first bout from a seed on in which a good many faults strike, with its trace. */
function aBoutWithFaults(): Promise<Judged> {
  withFaults ??= findBoutWithFaults()
  return withFaults
}

async function findBoutWithFaults(): Promise<Judged> {
  for (let seed = FIRST_WITH_FAULTS; ; seed += 1) {
    const judged = await tell({ database, worker: realWorker }, whole(seed), true)
    if (judged.aftermath.faultNumbers.length > 5) return judged
  }
}

/** A short bout has as many faults. */
const FIRST_WITH_FAULTS = 16

test('a worker whose first statement is refused works all the same', async () => {
  for (let seed = FIRST_REFUSED; ; seed += 1) {
    const plan = { ...drawPlan(seed, UNLIMITED), faults: FIRST_STATEMENT, faultsMax: 1 }
    const judged = await tellPlan({ database, worker: realWorker }, whole(seed), plan)
    const struck = judged.aftermath.history.faults.join()
    if (!/refused to p1: with changed as \( update holders/.test(struck)) continue
    // Where nobody can pay there is nothing to be read.
    if (judged.checks === 0) continue
    expect(judged.broken).toEqual([])
    return
  }
})

const FIRST_STATEMENT = new Map([['statement', 1]] as const)
/** The first statement of all is a worker's here, and never reaches the server. */
const FIRST_REFUSED = 13

test('a named account is logged in for its order, whoever another order names meanwhile', async () => {
  const drawn = drawPlan(SEED, { ...UNLIMITED, accountsMax: 2, ordersMax: 1, processesMax: 1 })
  const [order] = drawn.orders
  const [living, other] = drawn.accounts
  assert(order && living && other)
  const named = { ...order, target: drawn.targets[0]?.username ?? '', inFront: false }
  const plan: Plan = {
    ...drawn,
    accounts: [
      { ...living, loggedIn: true },
      { ...other, loggedIn: false },
    ],
    orders: [
      { ...named, afterMs: 0, account: other.username },
      { ...named, afterMs: WHILE_LOGGING_IN_MS, account: living.username },
    ],
    faults: new Map(),
  }
  const judged = await tellPlan({ database, worker: realWorker }, whole(SEED), plan)
  expect(judged.aftermath.history.forms.map(({ account }) => account)).toEqual([other.username])
  expect(judged.broken).toEqual([])
})

/** A login takes longer than ten seconds. */
const WHILE_LOGGING_IN_MS = 3000

test('every mend that the proof takes out is there', async () => {
  for (const mend of MENDS) {
    const text = await readFile(new URL(`../../${mend.file}`, import.meta.url), 'utf8')
    expect(without(mend, text)).not.toBe(text)
  }
})

test('no later migration makes anew what a mend takes out of one', async () => {
  const folder = new URL('../../src/db/migrations/', import.meta.url)
  const files = (await readdir(folder)).sort()
  const texts = new Map<string, string>()
  for (const file of files) texts.set(file, await readFile(new URL(file, folder), 'utf8'))
  for (const { file: path, text } of MENDS) {
    const file = path.slice(path.lastIndexOf('/') + 1)
    const before = texts.get(file)?.split(text)[0]
    if (before === undefined) continue
    const [made] = [...before.matchAll(/create (?:or replace )?function (\w+\()/g)].reverse()
    const later = files.filter((other) => {
      return other > file && texts.get(other)?.includes(`function ${made?.[1]}`)
    })
    expect(later, `${made?.[1]} of ${file}`).toEqual([])
  }
})

test('a naive runner is found out within five bouts', async () => {
  let bouts = 0
  const broken: string[] = []
  const isEnough = () => broken.length > 0 || bouts === 5
  await runStorm({ database, worker: naiveChecks }, FOUND_OUT_SOON, isEnough, (judged) => {
    bouts += 1
    broken.push(...judged.broken)
  })
  expect(broken).not.toEqual([])
})

/** Most bouts of a runner that breaks things go on until their patience is over. */
const FOUND_OUT_SOON = 5
