import { expect, test } from 'vitest'
import { nodeComplaint } from './node-version.ts'

test('the pinned Node is fine', () => {
  expect(nodeComplaint('26.10.0', '26.10.0')).toBeNull()
})

test('another recent Node is said, but runs', () => {
  expect(nodeComplaint('24.1.0', '26.10.0')).toMatchObject({ fatal: false })
})

test('a Node that cannot run TypeScript is refused', () => {
  const complaint = nodeComplaint('22.9.0', '26.10.0')
  expect(complaint).toMatchObject({ fatal: true })
  expect(complaint?.text).toContain('needs 24 or newer')
})
