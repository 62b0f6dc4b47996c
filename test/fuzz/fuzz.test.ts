import { expect, test } from 'vitest'
import { checked, corpusOf, fuzz } from './fuzz.ts'
import { TARGETS } from './targets.ts'

test.each(TARGETS)('$name: what has broken it once breaks it no more', async (target) => {
  const corpus = await corpusOf(target)
  expect(corpus.length).toBeGreaterThan(0)
  for (const input of corpus) await checked(target, input)
})

// The seed is fixed: a suite that fails now and then says nothing. `npm run fuzz` draws new ones.
test.each(TARGETS)(
  '$name: some hundred inputs near what it expects break nothing',
  async (target) => {
    const inputs = target.name === 'bodies' ? 40 : 300
    expect(await fuzz(target, 1, { inputs })).toMatchObject({ kind: 'held' })
  },
)

test('a reader that breaks is found, with the smallest input that breaks it', async () => {
  const [first] = TARGETS
  if (!first) throw new Error('there are no readers')
  const broken = {
    ...first,
    check(input: string) {
      if (input.includes(';')) throw new Error('a semicolon')
    },
  }
  expect(await fuzz(broken, 1, { inputs: 300 })).toMatchObject({ kind: 'broken' })
})
