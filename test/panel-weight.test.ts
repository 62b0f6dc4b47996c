import { readdir, readFile } from 'node:fs/promises'
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

test('no file of the panel asks a browser for what came after spring 2024, as the README says', async () => {
  await buildPanel()
  const assets = new URL('../panel/dist/assets/', import.meta.url)
  const files = (await readdir(assets)).filter((name) => /\.(js|css)$/.test(name))
  expect(files.length).toBeGreaterThan(30)
  const newer: string[] = []
  for (const file of files) {
    const text = await readFile(new URL(file, assets), 'utf8')
    const names = file.endsWith('.js') ? NEWER_NAMES : NEWER_STYLES
    for (const [found] of text.matchAll(names)) newer.push(`${file}: ${found}`)
  }
  expect(newer).toEqual([])
  for (const name of ['URL.parse(text)', 'rows.values().map(', 'new Iterator(']) {
    expect(name).toMatch(new RegExp(NEWER_NAMES))
  }
  expect('color:light-dark(#fff,#000)').toMatch(new RegExp(NEWER_STYLES))
})

/**
 * What Safari 17.4 or Firefox 128 lacks: a page stops where it is asked for. Calls by another name
 * than these are not seen.
 */
const NEWER_NAMES =
  /\bURL\.parse\(|\bPromise\.try\(|\bRegExp\.escape\(|\bIterator(\.from)?\(|\.(values|keys|entries)\(\)\.(map|filter|take|drop|toArray|some|find)\(|\b(from|to)(Base64|Hex)\(|\brequestIdleCallback\(|\bscheduler\.(yield|postTask)\(|\bstartViewTransition\(|\bnew (CloseWatcher|EditContext|Intl\.DurationFormat)\(|\bTemporal\.|\bMath\.sumPrecise\(|\bError\.isError\(|\.getOrInsert(Computed)?\(/g
const NEWER_STYLES =
  /\blight-dark\(|@starting-style\b|@function\b|\b(anchor-name|position-anchor|position-area|field-sizing|interpolate-size|text-box(-trim|-edge)?|animation-timeline|corner-shape|content-visibility)\s*:|\b(calc-size|sibling-index|contrast-color)\(/g

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
