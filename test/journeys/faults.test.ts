import { expect, test } from 'vitest'
import { CASES } from '../faults/cases.ts'

/** All of them, and for longer, are `npm run test:faults`; these few are run with `test:all`, too. */
const HERE = {
  brief: ['is killed and started'],
  long: ['start at once over an empty', 'old and new'],
}

for (const [length, parts] of Object.entries(HERE)) {
  const cases = CASES.filter(({ name }) => parts.some((part) => name.includes(part)))
  const tags = length === 'long' ? ['long'] : []
  test.each(cases)(
    '$name: nothing is lost, nothing comes twice',
    { tags, timeout: 300_000 },
    async ({ run }) => {
      expect(cases).toHaveLength(parts.length)
      await expect(run('short')).resolves.toBeUndefined()
    },
  )
}
