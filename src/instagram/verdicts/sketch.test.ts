import { expect, test } from 'vitest'
import { sketchOf } from './sketch.ts'

function answered(body: string): Parameters<typeof sketchOf>[0] {
  return {
    kind: 'answer',
    status: 200,
    headers: {},
    setCookies: [],
    location: null,
    body,
    protocol: 'h2',
    firstOnConnection: false,
  } as unknown as Parameters<typeof sketchOf>[0]
}

test('an unknown answer keeps its shape and the words of its refusal', () => {
  const body = {
    status: 'fail',
    message: 'Try again at https://evil.example/x as @ada.example, number 12345',
    error_type: 'brand_new_refusal',
    users: [{ pk: 1234567, username: 'ada.example', is_private: true }],
  }
  expect(JSON.parse(sketchOf(answered(JSON.stringify(body))))).toEqual({
    status: 'fail',
    message: 'Try again at <link> as <name>, number <number>',
    error_type: 'brand_new_refusal',
    users: ['1 of', { pk: '<number>', username: '<text 11>', is_private: true }],
  })
})

test.each([
  ['a person by a key', JSON.stringify({ 'Ada Lovelace': 1 })],
  ['a secret under a telling name', JSON.stringify({ message: `secret ${'canary'.repeat(5)}` })],
  ['a secret beside it', JSON.stringify({ token: 'canary' })],
  ['a page', '<html><title>canarycanarycanarycanary</title><body>canary</body></html>'],
  ['a text', 'canary '.repeat(1000)],
])('%s is not kept', (_, body) => {
  const sketch = sketchOf(answered(body))
  expect(sketch).not.toContain('canary')
  expect(sketch).not.toContain('Ada')
  expect(sketch.length).toBeLessThanOrEqual(4000)
})

test('an answer of any size and depth stays small', () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]))
  for (const body of [wide, [wide, wide]]) {
    expect(sketchOf(answered(JSON.stringify(body))).length).toBeLessThanOrEqual(4000)
  }
})
