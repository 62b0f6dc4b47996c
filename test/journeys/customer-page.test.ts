import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createLink, linkPath } from '../../src/access/link.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { withPanelWorld } from '../panel-stand.ts'
import { Visitor, withOneBrowser } from '../panel-visitor.ts'

withOneBrowser()

const CHECK = 'chk_0000000000000011'
const AGAIN_MS = 5000

const world = withPanelWorld()

async function linkTo(checkId: string): Promise<string> {
  return linkPath((await createLink(world.app, { checkId, days: 7 }, MACHINE)).secret)
}

test('a link that is opened too early goes on to the result by itself, over a line that breaks', async () => {
  const { db } = world.app
  await sql`
    update checks set state = 'queued', finished_at = null, ending = null, charged = null,
      cost_why = null where id = ${CHECK}
  `.execute(db)
  await using visitor = await Visitor.arrive(world.port, { phone: true })
  const { page, context } = visitor
  await page.clock.install()
  await visitor.goTo(await linkTo(CHECK))
  await page.getByRole('heading', { level: 1, name: '8,655 people saved so far' }).waitFor()
  await page.getByText('It waits in line').waitFor()
  expect(await visitor.barriers()).toEqual([])
  visitor.expectCalm()
  await context.setOffline(true)
  await page.clock.fastForward(AGAIN_MS)
  await page.getByText('No connection.').waitFor()
  await page.getByRole('heading', { level: 1, name: '8,655 people' }).waitFor()
  await sql`
    update checks set state = 'completed', ending = 'complete', charged = 1,
      cost_why = 'delivered', finished_at = evercheck_now() where id = ${CHECK}
  `.execute(db)
  await context.setOffline(false)
  await page.getByRole('heading', { level: 1, name: '@slow.kettle.club' }).waitFor()
  await page.getByText('This link works until').waitFor()
  expect(await page.getByText('No connection.').count()).toBe(0)
})

test('on the page of a link keys walk the lists, a reload stays, and what cannot be loaded comes with the line', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page, context } = visitor
  await visitor.goTo(await linkTo(CHECK))
  await page.getByRole('tab', { name: /follow back/ }).press('ArrowRight')
  await page.getByRole('tab', { name: /Fans/, selected: true }).waitFor()
  await page.reload()
  await page.getByRole('tab', { name: /Fans/, selected: true }).waitFor()
  // Two at once: neither takes the other back.
  const ignore = page.getByRole('button', { name: /^Ignore / })
  await ignore.nth(1).click()
  await ignore.nth(0).click()
  await page.getByText('2 people whom you ignore on this device').waitFor()
  expect(await page.locator('.who.away').count()).toBe(2)
  // Esc empties the field before what was typed is looked for, and stays so.
  const field = page.getByRole('searchbox')
  await field.pressSequentially('zz')
  await field.press('Escape')
  await expect.poll(() => field.inputValue()).toBe('')
  await field.fill('БЕЗ плана')
  await page.getByText('1 of 7,642').waitFor()
  const taken = async () => {
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    return (await file).suggestedFilename()
  }
  await page.getByRole('button', { name: /^these ?1$/, pressed: true }).waitFor()
  expect(await taken()).toBe('slow.kettle.club-fans-found.csv')
  await page.getByRole('button', { name: /^all ?7,642$/ }).click()
  expect(await taken()).toBe('slow.kettle.club-fans.csv')
  await field.fill('БЕЗ планов')
  await page.getByText('Nobody is found by that.').waitFor()
  await field.fill('')
  await page.getByText('Nobody is found by that.').waitFor({ state: 'hidden' })
  expect(await taken()).toBe('slow.kettle.club-fans.csv')
  visitor.expectCalm()
  await page.clock.install()
  await context.setOffline(true)
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('/result?')) asked += 1
  })
  await page.getByRole('tab', { name: /Mutual/ }).click()
  await page.getByRole('alert').getByText('No connection.').waitFor()
  await page.clock.runFor(1000)
  expect(asked).toBe(1)
  await context.setOffline(false)
  await page.clock.runFor(3000)
  await page.locator('.person .who').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  // Whoever pastes another link over this one means that one.
  await page.clock.resume()
  await visitor.goTo(await linkTo('chk_0000000000000012'))
  await page.getByRole('heading', { name: 'This check came to nothing' }).waitFor()
  expect(await page.title()).toBe('Evercheck')
  await visitor.goTo('/public/r/')
  await page.getByRole('heading', { name: 'This link is not whole' }).waitFor()
})

test('whoever has too much to do is no link that is over', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await page.clock.install()
  await page.route('**/shared', (route) => route.fulfill({ status: 429, body: '{}' }))
  await visitor.goTo(await linkTo(CHECK))
  await page.getByRole('heading', { name: 'Nobody answers' }).waitFor()
  await page.unroute('**/shared')
  await page.clock.runFor(AGAIN_MS)
  await page.getByRole('heading', { name: '@slow.kettle.club' }).waitFor()
})
