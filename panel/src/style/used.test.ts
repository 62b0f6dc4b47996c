import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PANEL = fileURLToPath(new URL('../../', import.meta.url))
/** Put together of a letter and a number, or of what the server says. */
const MADE_UP = /^([acd]\d|info|warning|critical)$/

test('every class that has a style stands in a page', async () => {
  const named = new Set<string>()
  const styled: (readonly [file: string, name: string])[] = []
  for (const { parentPath, name } of await readdir(PANEL, {
    recursive: true,
    withFileTypes: true,
  })) {
    const path = join(parentPath, name)
    if (path.includes('/dist/')) continue
    if (/\.css$/.test(name)) {
      const css = (await readFile(path, 'utf8')).replace(/\/\*.*?\*\//gs, '')
      for (const [, each = ''] of css.matchAll(/\.([a-z][\w-]*)/g)) styled.push([name, each])
    } else if (/\.(tsx?|html)$/.test(name) && !name.includes('.test.')) {
      const text = await readFile(path, 'utf8')
      for (const [literal] of text.matchAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g)) {
        for (const [each] of literal.matchAll(/[a-z][\w-]*/g)) named.add(each)
      }
    }
  }
  const unused = styled.filter(([, each]) => !named.has(each) && !MADE_UP.test(each))
  expect(unused).toEqual([])
  expect(styled.length).toBeGreaterThan(500)
})
