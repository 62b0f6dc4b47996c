import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../language.ts'
import { actIn, DEEDS, objectIn } from './deeds.ts'

const ROOT = new URL('../..', import.meta.url).pathname

test('every act that the audit log may hold is said in every language, and what it was done to', async () => {
  const acts = new Set<string>()
  const objects = new Set<string>()
  for (const name of await readdir(ROOT, { recursive: true })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const text = await readFile(join(ROOT, name), 'utf8')
    for (const [, act = ''] of text.matchAll(/'((?:[a-z]+\.[a-z][a-z-]*)|takeover)'/g)) {
      const isNamed = new RegExp(
        `\\bact: '${act}'|contract\\.\\w+, '\\w+', '${act}'|note\\(.*'${act}'`,
      ).test(text)
      if (isNamed) acts.add(act)
    }
    for (const [, kind = ''] of text.matchAll(/\bon(?::| =) \['([a-z]+)'/g)) objects.add(kind)
  }
  expect(acts.size).toBeGreaterThan(45)
  for (const language of LANGUAGES) {
    expect([...acts].filter((act) => actIn(language, act) === act)).toEqual([])
    expect([...objects].filter((kind) => !(kind in DEEDS[language].objects))).toEqual([])
    expect(objectIn(language, 'unheard-of')).toBe('unheard-of')
  }
  expect(Object.keys(DEEDS.ru.acts)).toEqual(Object.keys(DEEDS.en.acts))
})
