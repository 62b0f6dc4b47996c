import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { buildPanel } from '../tools/build-panel.ts'
import { PanelWeight } from '../tools/panel-weight.ts'

const KB = 1000

test('what a first page is made of is few files, each with the hint to compile it at once', async () => {
  await buildPanel()
  const html = await readFile(new URL('../panel/dist/index.html', import.meta.url), 'utf8')
  const modules = [...html.matchAll(/<script type="module"[^>]* src="(.*?)"/g)].map(
    ([, file]) => file,
  )
  expect(modules.map((file) => file?.replace(/-[\w-]{8}\.js$/, ''))).toEqual([
    '/assets/base',
    '/assets/panel',
  ])
  for (const file of modules) {
    const code = await readFile(new URL(`../panel/dist${file}`, import.meta.url), 'utf8')
    expect(code.slice(0, 40)).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
  }
})

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
