import { expect, test } from 'vitest'
import { examine, type Finding, well } from './finding.ts'

test('nothing more is looked at when who asked is gone, and the look under way comes to its end', async () => {
  const over = new AbortController()
  const looked: string[] = []
  const lookAt = (what: string) => ({
    what,
    findings: async () => {
      over.abort()
      await Promise.resolve()
      looked.push(what)
      return [well(what, { code: 'settings-fine' })]
    },
  })
  const looks = [lookAt('browser'), lookAt('mail')]
  const meaningOf = () => ({ code: 'settings-fine' }) as const
  const found: Finding[] = []
  for await (const finding of examine(looks, meaningOf, over.signal)) found.push(finding)
  expect(looked).toEqual(['browser'])
  expect(found.map(({ what }) => what)).toEqual(['browser'])
})
