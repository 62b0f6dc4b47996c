import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PageHand, type Picture } from './page-hand.ts'

type Frame = { data: Buffer; viewportWidth: number; viewportHeight: number }
type OnFrame = (frame: Frame) => Promise<void>

const GUARD = { insist: () => undefined, typesHere: async () => true }

test('a picture that was asked for before a newer one came does not take its place', async () => {
  const page = new ScriptedPage()
  const shown: string[] = []
  const hand = new PageHand(page.asPage(), GUARD, 60_000)
  await hand.watch(async ({ jpeg }) => shown.push(jpeg.toString()) > 0)
  await page.sends('the button')
  page.isSeenAs('blank')
  await expect.poll(() => page.looksCount).toBe(1)
  await new Promise(setImmediate)
  expect(shown).toEqual(['the button'])
})

test('a page that stands still is looked at again where its picture reached nobody', async () => {
  const page = new ScriptedPage()
  const kept: Picture[] = []
  let isAway = true
  const hand = new PageHand(page.asPage(), GUARD, 60_000)
  await hand.watch(async (picture) => {
    if (isAway) return false
    kept.push(picture)
    return true
  })
  page.isSeenAs('the button')
  await expect.poll(() => page.looksCount).toBe(1)
  isAway = false
  await expect
    .poll(() => kept.map(({ jpeg }) => String(jpeg)), { timeout: 60_000 })
    .toEqual(['the button'])
})

test('a look that fails is taken again, and ends nothing', async () => {
  const page = new ScriptedPage()
  const shown: string[] = []
  const hand = new PageHand(page.asPage(), GUARD, 60_000)
  await hand.watch(async ({ jpeg }) => shown.push(jpeg.toString()) > 0)
  page.cannotBeSeen()
  page.isSeenAs('the button')
  await expect.poll(() => shown, { timeout: 60_000 }).toEqual(['the button'])
})

/** The browser's end of a page: it sends pictures when told to, and is looked at when told to. */
class ScriptedPage {
  #onFrame: OnFrame = async () => undefined
  #look = Promise.withResolvers<Buffer>()
  looksCount = 0

  asPage(): Page {
    const page = {
      screencast: {
        start: async ({ onFrame }: { onFrame: OnFrame }) => {
          this.#onFrame = onFrame
        },
      },
      screenshot: async () => {
        try {
          return await this.#look.promise
        } finally {
          this.looksCount += 1
        }
      },
      isClosed: () => false,
      viewportSize: () => ({ width: 1280, height: 800 }),
    }
    return page as unknown as Page
  }

  sends(text: string): Promise<void> {
    return this.#onFrame({ data: Buffer.from(text), viewportWidth: 1280, viewportHeight: 800 })
  }

  isSeenAs(text: string): void {
    this.#look.resolve(Buffer.from(text))
  }

  cannotBeSeen(): void {
    this.#look.reject(new Error('the page moves'))
    this.#look = Promise.withResolvers()
  }
}
