import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createLink, linkPath } from '../../src/access/link.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { numberIn } from '../../src/words/language.ts'
import { scrollThrough } from '../../tools/panel-scroll.ts'
import { addEarlier, addPeople, idFor } from '../../tools/screens/panel-people.ts'
import { panelWorld } from '../../tools/screens/panel-world.ts'
import { Stage } from '../api/stage.ts'
import { Visitor } from '../panel-visitor.ts'
import { Trial } from '../trial.ts'

/** `npm run test:panel` has a million. */
const ROWS = Number(process.env.EVERCHECK_TEST_ROWS ?? 1000)
const FOLLOWING = 400
const MUTUAL = 100
const CHECK = idFor('chk', 11)
const IS_LONG = ROWS > 50_000
/** Counting and sorting a million take the database seconds, the first time. */
const PATIENCE = { timeout: ROWS > 10_000 ? 120_000 : 15_000 }

test(
  `${ROWS} rows are scrolled, found, sorted and taken away, by an operator and on a customer's phone`,
  async () => {
    await using trial = await Trial.open({ accounts: [], loggedIn: [] })
    await panelWorld(trial.app)
    await sql`delete from check_members`.execute(trial.app.db)
    await addPeople(trial.app, CHECK, { followers: ROWS, following: FOLLOWING, mutual: MUTUAL })
    await using stage = await Stage.open(trial.app)
    await addEarlier(trial.app, CHECK, { gained: ROWS / 2, lost: ROWS / 4 })
    const fans = numberIn('en', ROWS - MUTUAL)
    const gained = numberIn('en', ROWS / 2)
    const lost = numberIn('en', ROWS / 4)
    await using visitor = await Visitor.arrive(stage.port)
    const { page } = visitor
    await visitor.isOwner(trial.app)
    await visitor.goTo(`/checks/${CHECK}/lists/followers`)
    await page.locator('.person .who').first().waitFor(PATIENCE)
    await scrollToRow(page, ROWS)
    if (IS_LONG) await expectSmooth(page)
    await page.getByRole('searchbox').fill('Person 77')
    await page.getByText('Person 77', { exact: true }).waitFor(PATIENCE)
    // More than a page of them is not counted before its end is seen.
    const found = numberIn('en', countOf(77))
    if (!IS_LONG)
      await page
        .getByRole('status')
        .filter({ hasText: `${found} of` })
        .waitFor()
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'Gained' }).filter({ hasText: gained }).click(PATIENCE)
    await page.locator('.person .who').first().waitFor(PATIENCE)
    await page.getByRole('button', { name: 'Lost' }).filter({ hasText: lost }).click(PATIENCE)
    await page.getByText('Former 1', { exact: true }).waitFor(PATIENCE)
    await page.getByRole('button', { name: /^Followers/ }).click()
    await page.getByText('Person 1', { exact: true }).waitFor(PATIENCE)
    if (IS_LONG) {
      // Nobody has said how: long ones are in Instagram's order.
      await page.getByRole('button', { name: 'in Instagram' }).click()
      // The world knows several of this name.
      await page.getByText('aino.kirjat.ja.kahvi', { exact: true }).first().waitFor(PATIENCE)
      await page.getByRole('button', { name: 'by name' }).click()
      await page.getByText('Person 1', { exact: true }).waitFor(PATIENCE)
    }
    await page.getByRole('button', { name: 'verified' }).click()
    await page.getByText('Person 97', { exact: true }).waitFor(PATIENCE)
    const csv = page.getByRole('link', { name: 'CSV' })
    expect(await csv.getAttribute('href')).toContain('&verified=true')
    await page.getByRole('button', { name: /^all / }).click()
    expect(await csv.getAttribute('href')).not.toContain('verified')
    await page.getByRole('button', { name: 'verified' }).click()
    const [file] = await Promise.all([page.waitForEvent('download', PATIENCE), csv.click()])
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
    expect(lines.length - 1).toBe(ROWS)
    visitor.expectCalm()

    // The customer, with little memory and his thumb.
    const { secret } = await createLink(trial.app, { checkId: CHECK, days: 7 }, MACHINE)
    await page.setViewportSize({ width: 390, height: 844 })
    await visitor.goTo(linkPath(secret))
    await page.getByRole('tab', { name: /Fans/ }).filter({ hasText: fans }).click(PATIENCE)
    await page.locator('.person .who').first().waitFor(PATIENCE)
    await scrollToRow(page, ROWS - MUTUAL)
    if (IS_LONG) await expectSmooth(page)
    await page.getByRole('searchbox').fill('Person 77')
    await page.getByText('Person 77', { exact: true }).waitFor(PATIENCE)
    expect(await page.locator('.person').count()).toBeLessThan(80)
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'verified' }).click()
    await page.getByText('Person 97', { exact: true }).waitFor(PATIENCE)
    await page.getByRole('button', { name: 'verified' }).click()
    await page
      .getByRole('tab', { name: /Gained/ })
      .filter({ hasText: gained })
      .click(PATIENCE)
    await page.locator('.person .who').first().waitFor(PATIENCE)
    await page.getByRole('tab', { name: /Lost/ }).filter({ hasText: lost }).click(PATIENCE)
    await page.getByText('Former 1', { exact: true }).waitFor(PATIENCE)
    expect(await megabytes(page)).toBeLessThan(500)
    visitor.expectCalm()
  },
  ROWS > 10_000 ? 600_000 : undefined,
)

/** How many numbers up to ROWS begin so. */
function countOf(start: number): number {
  let count = 0
  for (let at = 1; at <= ROWS; at += 1) if (String(at).startsWith(String(start))) count += 1
  return count
}

/** To the very end: its row is there, and few others are. */
async function scrollToRow(page: Page, row: number): Promise<void> {
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
  await page.locator(`.person[aria-posinset="${row}"] .who`).waitFor(PATIENCE)
  expect(await page.locator('.person').count()).toBeLessThan(80)
}

const TASK_MS_MAX = 50

/** Prints what scrolling costs beside an empty page of the same height. */
async function expectSmooth(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const rows = await scrollThrough(page, session)
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
  const empty = await page.context().newPage()
  await empty.setContent(`<div style="height:${height}px"></div>`)
  const emptySession = await page.context().newCDPSession(empty)
  await emptySession.send('Performance.enable')
  const nothing = await scrollThrough(empty, emptySession)
  await empty.close()
  process.stdout.write(`${JSON.stringify({ rows, empty: nothing })}\n`)
  expect(rows.longestTaskMs).toBeLessThanOrEqual(TASK_MS_MAX)
}

async function megabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  const { totalSize } = await session.send('Runtime.getHeapUsage')
  return totalSize / 1_000_000
}
