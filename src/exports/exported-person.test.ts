import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownerIn, peopleIn, repaired } from './exported-person.ts'

const SINCE = 1_749_860_021

describe('a person is found', () => {
  const ada = { username: 'ada.example', fullName: '', sinceSeconds: SINCE }
  test.each([
    [
      'in value, as followers have it',
      {
        title: '',
        media_list_data: [],
        string_list_data: [
          { href: 'https://www.instagram.com/ada.example', value: 'ada.example', timestamp: SINCE },
        ],
      },
      [ada],
    ],
    [
      'in title, as following has it since 2024',
      {
        title: 'ada.example',
        string_list_data: [{ href: 'https://www.instagram.com/_u/ada.example', timestamp: SINCE }],
      },
      [ada],
    ],
    [
      'in nothing but the address',
      {
        string_list_data: [{ href: 'https://instagram.com/_u/ada.example/?x=1', timestamp: SINCE }],
      },
      [ada],
    ],
    [
      'with capitals',
      { title: 'Ada.Example', string_list_data: [{ value: '@Ada.Example', timestamp: SINCE }] },
      [ada],
    ],
    [
      'without a time',
      { title: 'ada.example', string_list_data: [{ value: 'ada.example', timestamp: '0' }] },
      [{ ...ada, sinceSeconds: null }],
    ],
    ['with a title alone', { title: 'ada.example' }, [{ ...ada, sinceSeconds: null }]],
    [
      'with a full name in the title, mis-encoded as exports do',
      {
        title: '\u00d0\u0090\u00d0\u00b4\u00d0\u00b0 \u00f0\u009f\u008c\u00bb',
        string_list_data: [{ value: 'ada.example', timestamp: SINCE }],
      },
      [{ ...ada, fullName: 'Ада 🌻' }],
    ],
    [
      'each of several in one entry',
      { string_list_data: [{ value: 'ada.example', timestamp: SINCE }, { value: 'eve' }] },
      [ada, { username: 'eve', fullName: '', sinceSeconds: null }],
    ],
  ])('%s', (_where, entry, expected) => {
    expect(peopleIn(entry)).toEqual(expected)
  })
})

test.each([
  null,
  [],
  'ada',
  {},
  { title: 'no name at all' },
  { title: '...' },
  { string_list_data: [{ href: 'https://www.instagram.com/_u/', value: '' }] },
  { string_list_data: [{ href: 'https://elsewhere.example/ada', value: 'two words' }] },
  { string_list_data: 'ada' },
])('nobody is found in %j', (entry) => {
  expect(peopleIn(entry)).toEqual([])
})

test('whatever an entry holds, it is nobody or people with names', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (entry, title) => {
      for (const shape of [entry, { title, string_list_data: [entry, { value: title }] }]) {
        for (const { username } of peopleIn(shape)) expect(username).toMatch(/^[a-z0-9._]{1,64}$/)
      }
    }),
  )
})

test('every text that was written byte by byte comes back, and others stay as they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(repaired(Buffer.from(text, 'utf8').toString('latin1'))).toBe(text)
    }),
  )
  for (const text of ['Ada', 'Ада 🌻', 'José', 'naïve café', '', '日本']) {
    expect(repaired(text)).toBe(text)
  }
})

test('the owner is told in English and in no other way', () => {
  const info = { profile_user: [{ string_map_data: { Username: { href: '', value: 'Ada' } } }] }
  expect(ownerIn(JSON.stringify(info, null, 2))).toBe('ada')
  expect(ownerIn('{"profile_user": []}')).toBeNull()
  expect(ownerIn('not JSON')).toBeNull()
})
