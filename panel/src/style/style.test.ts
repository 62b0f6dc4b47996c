import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const PANEL = join(import.meta.dirname, '..')

test('every value that a style asks for by name is given somewhere', () => {
  const texts = globSync('**/*.{css,ts,tsx}', { cwd: PANEL }).map((file) =>
    readFileSync(join(PANEL, file), 'utf8'),
  )
  const all = texts.join('\n')
  const given = new Set(all.matchAll(/(--[a-z0-9-]+)['"]?\]?\s*[:,]/g).map(([, name]) => name))
  // What stands after a comma is taken where nothing was given.
  const asked = new Set(all.matchAll(/var\((--[a-z0-9-]+)\)/g).map(([, name]) => name))
  expect(asked.size).toBeGreaterThan(60)
  expect([...asked].filter((name) => !given.has(name))).toEqual([])
})

test('it is as dark by the choice of a reader as by that of his system', () => {
  const text = readFileSync(join(PANEL, 'style/tokens.css'), 'utf8')
  const blocks = [...text.matchAll(/dark:begin \*\/(.*?)\/\* dark:end/gs)].map(([, block]) => block)
  expect(blocks).toHaveLength(2)
  expect(blocks[0]?.length).toBeGreaterThan(1000)
  expect(blocks[1]).toBe(blocks[0])
})
