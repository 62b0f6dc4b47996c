import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../src/instagram/login/browser.ts'
import { findBrowser } from '../../src/instagram/login/browser-executable.ts'
import { PAGES_MAX } from '../../src/instagram/login/browsers.ts'
import { PATIENCE_MS } from '../patience.ts'
import { hasSandbox } from '../sandbox.ts'
import { ADA, Trial } from '../trial.ts'

/** The first browser of this machine gives its name to the session. */
async function gatedTrial(): Promise<Trial> {
  const trial = await Trial.open({ realBrowser: true, loggedIn: [] })
  trial.set({ login: { renderDelayMs: 20 } })
  // One login, so that the session is of the device that the page is opened on.
  await trial.check('instagram')
  trial.process.forgetRequests()
  trial.events.length = 0
  trial.set({ clientGate: true })
  return trial
}

describe('where our client is refused', () => {
  let trial: Trial
  beforeAll(async () => {
    trial = await gatedTrial()
  })
  afterAll(async () => {
    await trial?.[Symbol.asyncDispose]()
  })

  test('the account asks inside its own page, and no login is made', async () => {
    const { logins } = trial.instagram.counters
    const before = JSON.stringify(logins)
    expect(await trial.check()).toMatchObject({ status: 'completed' })
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
    expect(await trial.saved('following')).toEqual(trial.truth('following'))
    expect(JSON.stringify(trial.instagram.counters.logins)).toBe(before)
    // It is found out once, and remembered for every surface until it is tried again.
    expect(trial.told('answer-judged').map(({ verdict }) => verdict)).toEqual(['gated'])
    trial.clock.advance(3_600_000)
    expect(await trial.check(ADA.username)).toMatchObject({ status: 'completed' })
    expect(trial.told('answer-judged')).toHaveLength(1)
    trial.clock.advance(6 * 3_600_000)
    trial.set({ clientGate: false })
    await trial.check(ADA.username)
    const until = await sql`select 1 from page_ways where until_at > evercheck_now()`.execute(
      trial.app.db,
    )
    expect(until.rows).toEqual([])
  })

  test('a session that dies inside the page is renewed once, and the page goes on with the new one', {
    tags: 'long',
  }, async () => {
    trial.set({ clientGate: true })
    trial.instagram.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 60 })
    expect(await trial.check()).toMatchObject({ status: 'completed', check: { logins: 1 } })
    expect(await trial.saved('followers')).toEqual(trial.truth('followers'))
  })
})

test('as many pages are open as may be, and a place is free again when one is closed', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ realBrowser: true, loggedIn: [] })
  const executable = await findBrowser({ path: null })
  const { connect } = trial.app.config
  const limits = { sandbox: await hasSandbox(), hideWebdriver: false, timeoutMs: PATIENCE_MS }
  const { userAgent, close } = await launchChromium({ executable, connect, ...limits })
  await close()
  const device = {
    userAgent,
    locale: 'en-US',
    timeZone: 'UTC',
    viewport: { width: 1280, height: 720 },
  }
  const state = { cookies: [], origins: [], device, wwwClaim: '0' }
  const open = () => trial.app.openPage({ username: 'keeper', state, proxy: null })
  const pages = []
  for (let at = 0; at < PAGES_MAX; at += 1) pages.push(await open())
  expect(pages.every((page) => page !== null)).toBe(true)
  expect(await open()).toBeNull()
  await pages[0]?.close()
  const another = await open()
  expect(another).not.toBeNull()
  for (const page of [...pages, another]) await page?.close()
})
