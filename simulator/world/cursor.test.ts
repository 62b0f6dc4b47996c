import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cursors } from './cursor.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const pk = fc.integer({ min: 1, max: 2 ** 47 })
const position = fc.record({
  viewerPk: pk,
  targetPk: pk,
  passKey: u32,
  slots: u32,
  offset: u32,
  issuedSeconds: fc.integer({ min: 0, max: 2 ** 40 }),
  sessionMark: fc.integer({ min: 0, max: 65_535 }),
})

test('a cursor opens to the position it was sealed from', () => {
  const cursors = new Cursors(7)
  fc.assert(
    fc.property(position, (sealed) => {
      expect(cursors.open(cursors.seal(sealed))).toEqual(sealed)
    }),
  )
})

test('a cursor of another world, or one with a changed byte, opens to nothing', () => {
  const cursors = new Cursors(7)
  fc.assert(
    fc.property(
      position,
      fc.nat({ max: 39 }),
      fc.integer({ min: 1, max: 255 }),
      (sealed, at, by) => {
        expect(new Cursors(8).open(cursors.seal(sealed))).toBeUndefined()
        const inner = Buffer.from(cursors.seal(sealed), 'base64').toString('latin1')
        const bytes = Buffer.from(inner.slice(3), 'base64url')
        bytes[at] = (bytes[at] ?? 0) ^ by
        const forged = Buffer.from(`AQA${bytes.toString('base64url')}`).toString('base64')
        expect(cursors.open(forged)).toBeUndefined()
      },
    ),
  )
})
