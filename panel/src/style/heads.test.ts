import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PANEL = fileURLToPath(new URL('..', import.meta.url))
/** The beginning of a cell, with all that is said of it. */
const CELL = /<td(?:\s[\s\S]*?)?(?:[^=\s]|\n\s*)>/g

test('a figure in a table has a head, and bears it on a phone, where heads are gone', async () => {
  const files = (await readdir(PANEL, { recursive: true })).filter((name) => name.endsWith('.tsx'))
  const bare: string[] = []
  let heads = 0
  for (const file of files) {
    const text = await readFile(PANEL + file, 'utf8')
    const tables = text.match(/className=[^\n]*\btbl\b/g)?.length ?? 0
    if (tables > (text.match(/<thead>/g)?.length ?? 0)) bare.push(`${file}: no head`)
    for (const [cell] of text.matchAll(CELL)) {
      if (!/\bnum\b/.test(cell) || /\bp[23]\b/.test(cell)) continue
      if (cell.includes('data-head=')) heads += 1
      else bare.push(`${file}: ${cell}`)
    }
  }
  expect(bare).toEqual([])
  expect(heads).toBeGreaterThan(8)
})
