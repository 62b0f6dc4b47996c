import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ELEMENT_BYTES_MAX, ElementSplitter, NotAListError } from './element-splitter.ts'

/** The entries of a text that comes in pieces of `size` bytes. */
function entriesOf(text: string | Buffer, size = 7): unknown[] {
  const splitter = new ElementSplitter()
  const bytes = Buffer.from(text as string)
  const found: unknown[] = []
  for (let at = 0; at < bytes.length; at += size) {
    // One buffer for all pieces, as a file that is read into the same memory gives them.
    const piece = Buffer.from(bytes.subarray(at, at + size))
    for (const entry of splitter.push(piece)) found.push(JSON.parse(entry.toString()))
    piece.fill(0)
  }
  splitter.end()
  return found
}

describe('entries are found', () => {
  test.each([
    ['in an array', '[{"a":1},{"b":[{"c":2}]}]', [{ a: 1 }, { b: [{ c: 2 }] }]],
    [
      'in the array of an object',
      ' {"relationships_following": [ {"a":1} , {"b":2} ] } ',
      [{ a: 1 }, { b: 2 }],
    ],
    ['in every array of an object', '{"x":[{"a":1}],"y":3,"z":[{"b":2}]}', [{ a: 1 }, { b: 2 }]],
    ['behind a byte order mark', '\ufeff[{"a":1}]', [{ a: 1 }]],
    [
      'around brackets in texts',
      '[{"a":"}]{[\\"\\\\"},{"b":"[{"}]',
      [{ a: '}]{["\\' }, { b: '[{' }],
    ],
    ['and none in an empty list', '[ ]', []],
    ['and none in an empty object', '{}', []],
    [
      'beside other things',
      '{"n":-1.5e3,"t":true,"d":{"deep":[[1]]},"x":[{"a":null}]}',
      [{ a: null }],
    ],
  ])('%s', (_where, text, expected) => {
    for (const size of [1, 2, 7, 1000]) expect(entriesOf(text, size)).toEqual(expected)
  })
})

describe('no list is', () => {
  test.each([
    ['a text that was cut off', '[{"a":1},'],
    ['one that was cut off in an entry', '[{"a":'],
    ['one that goes on behind its end', '[{"a":1}] x'],
    ['one with two lists', '[{"a":1}][]'],
    ['one without commas', '[{"a":1}{"b":2}]'],
    ['one with a comma before its end', '[{"a":1},]'],
    ['one with two commas', '[{"a":1},,{"b":2}]'],
    ['one that begins with a comma', '[,{"a":1}]'],
    ['one whose brackets do not match', '[{"a":1}}'],
    ['a web page', '<!DOCTYPE html><html></html>'],
    ['a list of names', '["ada","eve"]'],
    ['a word', 'null'],
    ['nothing', ''],
    ['one that is nested without end', '['.repeat(100_000)],
    ['an entry without end', `[{"a":"${'x'.repeat(ELEMENT_BYTES_MAX)}"}]`],
  ])('%s', (_what, text) => {
    for (const size of [1, 3, 100_000]) {
      expect(() => entriesOf(text, size)).toThrow(NotAListError)
    }
  })
})

const Json = fc.json({ maxDepth: 4 }).map((text): unknown => JSON.parse(text))
const Entries = fc.array(fc.dictionary(fc.string(), Json))

test('whatever the entries hold and wherever the pieces are cut, they come out as they were', () => {
  fc.assert(
    fc.property(
      Entries,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 2),
      (list, size, indent) => {
        expect(entriesOf(JSON.stringify(list, null, indent), size)).toEqual(list)
        const named = { relationships_followers: list }
        expect(entriesOf(JSON.stringify(named, null, indent), size)).toEqual(list)
      },
    ),
  )
})

test('a broken text is refused, or gives nothing that was not in it', () => {
  fc.assert(
    fc.property(Entries, fc.nat(), fc.nat({ max: 255 }), (list, place, byte) => {
      const bytes = Buffer.from(JSON.stringify(list))
      bytes[place % bytes.length] = byte
      try {
        expect(entriesOf(bytes).length).toBeLessThanOrEqual(bytes.length)
      } catch (error) {
        if (!(error instanceof NotAListError) && !(error instanceof SyntaxError)) throw error
      }
    }),
  )
})
