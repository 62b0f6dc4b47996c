import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { panelWorld } from '../../tools/screens/panel-world.ts'
import { Stage } from '../api/stage.ts'
import { Visitor } from '../panel-visitor.ts'
import { Trial } from '../trial.ts'

const run = promisify(execFile)

/** Goes on with Tab until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let at = 0; at < 120; at += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(
      "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()",
    )
    if (name.test(String(focused))) return
  }
  throw new Error(`nothing named ${name} can be reached with Tab`)
}

test('the main acts by keys alone, and one of them once more as the command that the page shows', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await panelWorld(trial.app)
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  const { page } = visitor
  const keys = page.keyboard
  await visitor.isOwner(trial.app)
  await visitor.goTo('/')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

  // A check is ordered and cancelled.
  await keys.press('n')
  await page.getByRole('textbox', { name: 'Profile' }).waitFor()
  await keys.type('@some.profile.example')
  await keys.press('Enter')
  await page.getByRole('heading', { level: 1, name: '@some.profile.example' }).waitFor()
  await tabTo(page, /^Cancel check$/)
  await keys.press('Enter')
  await page.getByRole('dialog').waitFor()
  await tabTo(page, /^Cancel check$/)
  await keys.press('Enter')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  await page.getByRole('heading', { level: 2, name: /cancelled/i }).waitFor()

  // An account is paused, and that is taken back; what it does is copied as a command.
  await keys.press('g')
  await keys.press('a')
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await keys.press('Control+k')
  await page.locator('.palette input:focus').waitFor()
  await keys.type('birch_window')
  // What the list offers comes from several answers: Enter takes the one that is chosen by then.
  await page.getByRole('option', { name: 'birch_window', selected: true }).waitFor()
  await keys.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'birch_window' }).waitFor()
  await page.getByRole('button', { name: /^Pause/ }).waitFor()
  await keys.press('p')
  await page.getByRole('button', { name: /^Resume/ }).waitFor()
  await keys.press('z')
  await page.getByRole('button', { name: /^Pause/ }).waitFor()
  await keys.press('c')
  const commands = page.getByRole('dialog', { name: 'This page as commands' })
  const pause = commands.locator('li', { hasText: 'Pause' }).locator('pre')
  const curl = (await pause.textContent()) ?? ''
  await run('sh', ['-c', `${curl} -sf`], {
    env: { PATH: process.env.PATH, EVERCHECK_TOKEN: stage.admin },
  })
  await keys.press('Escape')
  expect((await stage.ask('/admin/accounts/birch_window')).body.standing).toBe('paused')
  await keys.press('l')
  await page.getByRole('dialog').waitFor()
  await keys.press('Escape')
  await keys.press('x')
  await page.getByRole('dialog').waitFor()
  await keys.press('Escape')

  // An alert is taken on.
  await keys.press('g')
  await keys.press('b')
  await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor()
  await tabTo(page, /^I deal with it$/)
  await keys.press('Enter')
  await page.getByText(/ada/).first().waitFor()
  visitor.expectCalm()
})
