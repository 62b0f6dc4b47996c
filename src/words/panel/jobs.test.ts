import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../language.ts'
import { jobIn } from './jobs.ts'

const KINDS = new URL('../../jobs/kinds.ts', import.meta.url)

test('every kind of job is said in words, in every language', async () => {
  const kinds = [...(await readFile(KINDS, 'utf8')).matchAll(/^ {2}'([\w-]+)': /gm)]
  expect(kinds.length).toBeGreaterThan(5)
  for (const [, kind = ''] of kinds) {
    for (const language of LANGUAGES) expect(jobIn(language, kind)).not.toBe(kind)
  }
})
