import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { loadImage } from '@napi-rs/canvas'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { clickButtonOf, type Frame } from '../panel-picture.ts'
import { PanelTown } from '../panel-town.ts'
import { Visitor } from '../panel-visitor.ts'

test('practising: a death, a throttle and a code in one sitting, and nothing of it is left', async () => {
  await using town = await PanelTown.open()
  await using visitor = await Visitor.arrive(town.port)
  const { page } = visitor
  page.setDefaultTimeout(60_000)
  await visitor.isOwner(town.app)
  await visitor.goTo('/setup/account')
  // All of it by keys, each step looked at as it stands.
  const press = (name: string) => page.getByRole('button', { name }).press('Enter')
  const faults: string[] = []
  await press('Try it with the practice Instagram')
  const banner = page.getByRole('region', { name: 'Practice' })
  await banner.waitFor()
  const own = (await readdir(tmpdir())).filter((name) => name.startsWith('evercheck-practice-'))
  expect(own.length).toBeGreaterThan(0)
  await expect.poll(() => page.getByLabel('User name').inputValue()).not.toBe('')
  faults.push(...(await visitor.faults('practice account')))
  await press('Log in and verify')
  await page.getByText('is logged in and ready to read.').waitFor()
  faults.push(...(await visitor.faults('practice ready')))
  await press('Go on')
  await press('Go on')
  await expect.poll(() => page.getByLabel('Profile').inputValue()).not.toBe('')
  faults.push(...(await visitor.faults('practice check')))
  expect(faults).toEqual([])
  await press('Order a check')
  await banner.getByRole('link', { name: /needs you/ }).click()
  await page.getByRole('button', { name: 'Take the hand' }).click()
  await clickButtonOf(() => pictureIn(page), page)
  const code = banner.locator('.mail b')
  await page.getByLabel('Code from Instagram').fill((await code.textContent()) ?? '')
  await page.getByRole('button', { name: 'Send code' }).click()
  await page.getByText('Logged in. The session was tested and is in use.').waitFor()
  await page.goBack()
  await page.getByText('Set up.').waitFor()
  await page.getByRole('link', { name: 'Look at the lists' }).first().click()
  await page.getByRole('button', { name: "Don't follow back 343" }).waitFor()
  await banner.getByRole('button', { name: 'End practice' }).click()
  await page.getByRole('button', { name: 'Try it with the practice Instagram' }).waitFor()
  const { rows } = await sql`select id from checks`.execute(town.app.db)
  expect(rows).toEqual([])
  const left = async () => (await readdir(tmpdir())).filter((name) => own.includes(name))
  await expect.poll(left, { timeout: 20_000 }).toEqual([])
  visitor.expectCalm()
}, 300_000)

/** The last picture of a page, as the API gives it. */
async function pictureIn(page: Page): Promise<Frame | null> {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const answer = await page.request.get(
    `${new URL(page.url()).origin}/api/v1/dialogues/${id}/frame`,
  )
  if (answer.status() !== 200) return null
  const jpeg = await answer.body()
  const { width, height } = await loadImage(jpeg)
  return { jpeg, width, height }
}
