import { expect, test } from 'vitest'
import { CASES } from '../faults/cases.ts'

/** All of them, and for longer, are `npm run test:faults`. */
const HERE = [
  'start at once over an empty database',
  'is killed and started',
  'old and new programs',
]

test.each(CASES.filter(({ name }) => HERE.some((part) => name.includes(part))))(
  '$name: nothing is lost, nothing comes twice',
  { tags: 'long', timeout: 300_000 },
  async ({ run }) => {
    expect(HERE).toHaveLength(3)
    await expect(run('short')).resolves.toBeUndefined()
  },
)
