import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const COMMENT = /^\s*(\/?\*|\/\/)/

test('an English phrase has the apostrophe that books have, and no other', async () => {
  const files = (await readdir(import.meta.dirname, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const straight: string[] = []
  let curly = 0
  for (const file of files) {
    const text = await readFile(`${import.meta.dirname}/${file}`, 'utf8')
    for (const line of text.split('\n').filter((each) => !COMMENT.test(each))) {
      if (/[A-Za-z]'(s|t|re|ve|ll|d|m)\b|[a-z]s' [a-z]/.test(line))
        straight.push(`${file}: ${line}`)
      if (/[A-Za-z]’/.test(line)) curly += 1
    }
  }
  expect(straight).toEqual([])
  expect(curly).toBeGreaterThan(20)
})
