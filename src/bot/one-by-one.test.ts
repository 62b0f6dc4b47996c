import { expect, test } from 'vitest'
import { OneByOne } from './one-by-one.ts'

test('what has one name goes in its order, whatever has another one goes meanwhile', async () => {
  const acts = new OneByOne()
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const done: string[] = []
  const act = (name: string, after: Promise<void>) => () => after.then(() => void done.push(name))
  const all = [
    acts.run('a', act('a1', first.promise)).catch(() => done.push('a1 failed')),
    acts.run('a', act('a2', Promise.resolve())),
    acts.run('b', act('b1', second.promise)),
  ]
  second.resolve()
  await all[2]
  expect([done, acts.isBusy('a'), acts.isBusy('b')]).toEqual([['b1'], true, false])
  first.reject(new Error('cut'))
  await Promise.all(all)
  expect(done).toEqual(['b1', 'a1 failed', 'a2'])
  expect(acts.isBusy('a')).toBe(false)
})
