import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { HELD } from './mends.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** Whether each is noticed when it is gone takes minutes: `npm run test:doors`. */
test.each(HELD)(
  'what could be taken out still stands there, and its test too: $name',
  async ({ locks, test: file, shows }) => {
    for (const { file, text } of locks) {
      expect((await readFile(ROOT + file, 'utf8')).split(text)).toHaveLength(2)
    }
    expect(await readFile(ROOT + file, 'utf8')).toContain(shows)
  },
)
