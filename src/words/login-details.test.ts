import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loginDetailWords } from './login-details.ts'
import { restWords, stopWords } from './reasons.ts'

const ROOT = new URL('..', import.meta.url).pathname
/** What our code calls the outcome of a login, where it says so in one piece. */
const DETAILS = [/\bdetail(?: =|:) '([^']+)'/g, /^ {2}\[\/\^[^']+, '(Instagram [^']+)'\]/gm]

test('whatever our own code says of a login that failed is said in Russian, too', async () => {
  const said = new Set<string>()
  for (const folder of ['instagram/login', 'sessions']) {
    for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
      const text = await readFile(join(ROOT, folder, name), 'utf8')
      for (const pattern of DETAILS) {
        for (const [, detail = ''] of text.matchAll(pattern)) if (/ /.test(detail)) said.add(detail)
      }
    }
  }
  expect(said.size).toBeGreaterThan(20)
  const english = [...said].filter((each) => !/[а-яё]/.test(loginDetailWords('ru', each)))
  expect(english).toEqual([])
})

test('what Instagram itself writes stays as it is, and English stays English', () => {
  const written = "We couldn't find an account with that username."
  expect(loginDetailWords('ru', written)).toBe(written)
  expect(loginDetailWords('en', 'the code was refused')).toBe('the code was refused')
})

test('a reason that was stored in English is read in Russian', () => {
  const stopped = { kind: 'human-wanted', detail: 'Instagram asks who is there' } as const
  expect(stopWords(stopped, 'ru')).toBe('Instagram просит подтвердить, кто входит')
  const rests = { kind: 'machine', detail: 'no-browser: the browser did not start (NO_BROWSER)' }
  expect(restWords({ ...rests, kind: 'machine' }, 'ru')).toContain('браузер не запустился')
  expect(stopWords({ kind: 'clock-off', detail: "150 s behind Instagram's" }, 'ru')).toContain(
    '(отстают от часов Instagram на 150 с)',
  )
})
