import { expect, test } from 'vitest'
import { buildPanel } from '../tools/build-panel.ts'
import { PanelWeight } from '../tools/panel-weight.ts'

const KB = 1000

test('signing in and session health load in 150 kB, the page of a customer in 70, any other in 300', async () => {
  await buildPanel()
  const weight = await PanelWeight.read()
  expect(await weight.of('index.html', ['src/sign-in/SignIn.tsx'])).toBeLessThanOrEqual(150 * KB)
  expect(await weight.of('result.html', [])).toBeLessThanOrEqual(70 * KB)
  expect(weight.pages.length).toBeGreaterThan(15)
  for (const page of weight.pages) {
    const bytes = await weight.of('index.html', [page])
    expect({ page, fits: bytes <= 300 * KB }).toEqual({ page, fits: true })
  }
})
