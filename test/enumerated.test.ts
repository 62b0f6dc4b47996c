import { expect, test } from 'vitest'
import { inEveryWay } from './enumerate.ts'
import { SmallCheck } from './small-check.ts'
import { type Dangers, REQUEST_FAULTS, type RequestFault, type Told } from './telling.ts'

/** The long form (`npm run test:enumerate`) takes an hour. */
const IS_LONG = process.env.EVERCHECK_TEST_LONG === '1'
const TIMEOUT_MS = IS_LONG ? 24 * 3_600_000 : 300_000

const FIVE_PAGES = { followers: 6, following: 4 }
const THREE_PAGES = { followers: 4, following: 2 }
const TWO_PAGES = { followers: 2, following: 1 }

/** One of each sort: what differs between those left out is seen when every kind comes alone. */
const SORTS: readonly RequestFault[] = [
  'death please-wait',
  'throttle',
  'vague answer',
  'cursor refused',
  'crash after',
]
/** Those that change how the rest is read; crashes come with every statement. */
const PAIRED: readonly RequestFault[] = ['death please-wait', 'throttle', 'cursor refused']

/**
 * What a fault may cost at most, in requests: a pass that starts again costs its pages, and a death
 * that is met where profiles come from needs one witness more than the own profile.
 */
const EXTRA_REQUESTS_MAX = 6

test('one fault of any kind at any request', { timeout: TIMEOUT_MS }, async () => {
  const size = IS_LONG ? FIVE_PAGES : THREE_PAGES
  await tellAll(size, { atRequests: REQUEST_FAULTS, requestsMax: 1, crashesMax: 0 })
})

test('any two faults at any two requests', { tags: 'long', timeout: TIMEOUT_MS }, async () => {
  const atRequests = IS_LONG ? REQUEST_FAULTS : PAIRED
  const size = IS_LONG ? FIVE_PAGES : TWO_PAGES
  await tellAll(size, { atRequests, requestsMax: 2, crashesMax: 0 })
})

test('a crash after any statement of the database', {
  tags: 'long',
  timeout: TIMEOUT_MS,
}, async () => {
  const size = IS_LONG ? THREE_PAGES : TWO_PAGES
  await tellAll(size, { atRequests: [], requestsMax: 0, crashesMax: 1 })
})

test('a death at any request and a crash after anything that lasts from then on', {
  tags: 'long',
  timeout: TIMEOUT_MS,
}, async () => {
  const atRequests: readonly RequestFault[] = ['death please-wait']
  const size = IS_LONG ? FIVE_PAGES : TWO_PAGES
  const dangers = { atRequests, requestsMax: 1, crashesMax: 1 }
  // The long form takes all statements; a single crash is tried after all of them above.
  await tellAll(size, IS_LONG ? dangers : { ...dangers, crashesAfterFaultsOnly: true })
})

test.runIf(IS_LONG)('any three faults at any three requests', { timeout: TIMEOUT_MS }, async () => {
  await tellAll(THREE_PAGES, { atRequests: SORTS, requestsMax: 3, crashesMax: 0 })
})

test.runIf(IS_LONG)('a death and two crashes anywhere', { timeout: TIMEOUT_MS }, async () => {
  const atRequests: readonly RequestFault[] = ['death please-wait']
  await tellAll(THREE_PAGES, { atRequests, requestsMax: 1, crashesMax: 2 })
})

/** Tells a check of a target of that size in every way, and says how many ways there were. */
async function tellAll(
  size: { readonly followers: number; readonly following: number },
  dangers: Dangers,
): Promise<void> {
  await using check = await SmallCheck.open(size)
  const count = await inEveryWay(async (choices) => {
    expectFair(check, await check.tell(choices, dangers))
  })
  process.stdout.write(`${expect.getState().currentTestName}: ${count} sequences\n`)
  expect(count).toBeGreaterThan(1)
}

/**
 * As many stored logins as deaths, none while a session lives, and few requests more than needed.
 */
function expectFair(check: SmallCheck, told: Told): void {
  const { faults, deaths, logins, storedLogins, needlessLogins, requests } = told
  const requestsMax = check.ideal + EXTRA_REQUESTS_MAX * faults.length
  const crashes = faults.filter((fault) => fault.startsWith('crash')).length
  const lostLogins = logins - storedLogins
  expect({
    faults,
    storedLogins,
    needlessLogins,
    lostLogins: lostLogins <= crashes ? 'only by crashes' : lostLogins,
    requests: requests <= requestsMax ? 'few' : requests,
  }).toEqual({
    faults,
    storedLogins: deaths,
    needlessLogins: 0,
    lostLogins: 'only by crashes',
    requests: 'few',
  })
}
