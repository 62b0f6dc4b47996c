import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText } from '../wire/outside-text.ts'
import { readPage } from './people.ts'

test('a page of 2026 is read, and what is new in it is ignored', () => {
  const page = readPage({
    users: [
      {
        strong_id__: '9007199254740993',
        pk: '9007199254740993',
        pk_id: '9007199254740993',
        id: '9007199254740993',
        username: 'jane',
        full_name: 'Jane',
        is_private: true,
        is_verified: true,
        account_badges: [],
        surprise: { deep: [1] },
      },
    ],
    big_list: true,
    page_size: 12,
    has_more: false,
    next_max_id: 'QVFB',
    should_limit_list_of_followers: true,
    status: 'ok',
  })
  expect(page).toEqual({
    people: [
      {
        pk: '9007199254740993',
        username: 'jane',
        fullName: 'Jane',
        isPrivate: true,
        isVerified: true,
      },
    ],
    nextCursor: 'QVFB',
    limited: true,
  })
})

test('the end of a list is a cursor that is absent, null or empty, whatever has_more says', () => {
  const end = (more: object) => readPage({ users: [], has_more: true, ...more })?.nextCursor
  expect([end({}), end({ next_max_id: null }), end({ next_max_id: '' })]).toEqual([
    null,
    null,
    null,
  ])
  expect(end({ next_max_id: 475 })).toBe('475')
})

test('a numeric pk of older captures is taken only while it is exact', () => {
  const pkOf = (pk: unknown) => readPage({ users: [{ pk, username: 'a' }] })?.people[0]?.pk
  expect(pkOf(25025320)).toBe('25025320')
  expect(pkOf(2 ** 53)).toBeUndefined()
  expect(pkOf(-1)).toBeUndefined()
  expect(pkOf('12a')).toBeUndefined()
  expect(readPage({ users: [{ pk_id: '5', username: 'a' }] })?.people[0]?.pk).toBe('5')
})

test('one row without a key spoils the page, so that nobody is left out in silence', () => {
  expect(readPage({ users: [{ pk: '1', username: 'a' }, { username: 'b' }] })).toBeUndefined()
  expect(readPage({ users: null })).toBeUndefined()
  expect(readPage({ status: 'ok' })).toBeUndefined()
  expect(readPage([])).toBeUndefined()
})

test('a person without a name is still a person', () => {
  expect(readPage({ users: [{ pk: '1', full_name: null }] })?.people[0]).toEqual({
    pk: '1',
    username: '',
    fullName: '',
    isPrivate: false,
    isVerified: false,
  })
})

test('names are made one form, and cannot carry control characters or turn the line around', () => {
  expect(cleanText('Jose\u0301\u0000\n\u202e evil', 50)).toBe('José evil')
  expect(cleanText('a'.repeat(300), 200)).toHaveLength(200)
  expect(cleanText('👩‍👩‍👧', 50)).toBe('👩‍👩‍👧')
})

test('whatever a name holds, it comes out short, well formed and storable', () => {
  const unit = fc.oneof(
    fc.constantFrom('e', '\u0301', '\u0000', '\u202e', ' ', '\ud83d', '\udc69', '\u1e9b\u0323'),
    fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
  )
  const texts = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 60 }), (text, charsMax) => {
      const cleaned = cleanText(text, charsMax)
      expect([...cleaned].length).toBeLessThanOrEqual(charsMax)
      expect(cleaned.isWellFormed()).toBe(true)
      expect(cleaned).not.toMatch(/\p{Cc}/u)
      expect(cleaned.normalize('NFC')).toBe(cleaned)
    }),
    { numRuns: 500 },
  )
})

test('what no database could keep spoils the page: a key beyond 64 bits, a cursor with a NUL', () => {
  const page = (pk: string, cursor: string) => readPage({ users: [{ pk }], next_max_id: cursor })
  expect(page('9223372036854775807', 'QVFB')).toBeDefined()
  expect(page('9223372036854775808', 'QVFB')).toBeUndefined()
  expect(page('99999999999999999999', 'QVFB')).toBeUndefined()
  expect(page('007', 'QVFB')).toBeUndefined()
  expect(page('7', 'QV\0FB')).toBeUndefined()
})
