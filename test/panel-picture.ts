import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { middleOfBlue } from './live-view.ts'

/** A picture of a page of Instagram, as it is kept for those who look on. */
export type Frame = { readonly jpeg: Buffer; readonly width: number; readonly height: number }

/** Clicks on the button that is seen in the picture, where it is in the page of the panel. */
export async function clickButtonOf(look: () => Promise<Frame | null>, page: Page): Promise<void> {
  const seen: { x: number; y: number }[] = []
  await expect
    .poll(
      async () => {
        const frame = await look()
        const middle = frame === null ? null : await middleOfBlue(frame)
        if (frame && middle) seen.push({ x: middle.x / frame.width, y: middle.y / frame.height })
        return seen.length
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0)
  const [at = { x: 0, y: 0 }] = seen
  const picture = page.locator('.page-picture')
  const box = await picture.boundingBox()
  await picture.click({ position: { x: at.x * (box?.width ?? 0), y: at.y * (box?.height ?? 0) } })
}
