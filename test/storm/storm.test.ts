import { afterAll, beforeAll, expect, test } from 'vitest'
import { StormDatabase } from './database.ts'
import { naiveChecks } from './naive.ts'
import { runStorm, tell, whole } from './storm.ts'
import { storyOf } from './story.ts'
import { readChecks } from './worker.ts'

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
  await runStorm({ database, worker: readChecks }, SEED, isEnough, (judged) => {
    if (judged.broken.length > 0) stories.push(storyOf(judged))
  })
  expect(stories).toEqual([])
})

test('the same seed gives the same trace, in another database and after other bouts', async () => {
  await using fresh = await StormDatabase.open()
  for (const seed of [12, 16]) {
    const one = await tell({ database, worker: readChecks }, whole(seed))
    const other = await tell({ database: fresh, worker: readChecks }, whole(seed))
    expect(one.aftermath.faultNumbers.length).toBeGreaterThan(5)
    expect(other.aftermath.trace.digest()).toBe(one.aftermath.trace.digest())
  }
})

test('a fault that is spared does not strike, and everything before it stays as it was', async () => {
  const context = { database, worker: readChecks }
  const all = await tell(context, whole(12), true)
  const [first = 0] = all.aftermath.faultNumbers
  const less = await tell(context, { ...whole(12), spared: new Set([first]) }, true)
  expect(less.aftermath.faultNumbers).not.toContain(first)
  const at = all.aftermath.trace.lines.findIndex((line) => line.includes(`#${first} `))
  expect(at).toBeGreaterThan(0)
  expect(less.aftermath.trace.lines.slice(0, at)).toEqual(all.aftermath.trace.lines.slice(0, at))
})

test('a naive runner is found out within five bouts', async () => {
  let bouts = 0
  const broken: string[] = []
  const isEnough = () => broken.length > 0 || bouts === 5
  await runStorm({ database, worker: naiveChecks }, 1, isEnough, (judged) => {
    bouts += 1
    broken.push(...judged.broken)
  })
  expect(broken).not.toEqual([])
})
