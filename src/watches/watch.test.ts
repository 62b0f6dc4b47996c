import { expect, test } from 'vitest'
import { isQuiet, parseQuietHours, quietHoursText } from './watch.ts'

const NIGHT = parseQuietHours('22:00-08:00')
const NOON = parseQuietHours('12:00-13:30')

test.each([
  ['late in the evening', '2026-11-25T21:30:00Z', 'Europe/Moscow', NIGHT, true],
  ['the same instant elsewhere', '2026-11-25T21:30:00Z', 'America/New_York', NIGHT, false],
  ['the minute in which they end', '2026-11-25T08:00:00Z', 'UTC', NIGHT, false],
  ['the minute before', '2026-11-25T07:59:59Z', 'UTC', NIGHT, true],
  ['hours that do not cross midnight', '2026-11-25T12:00:00Z', 'UTC', NOON, true],
  ['after them', '2026-11-25T13:30:00Z', 'UTC', NOON, false],
  ['the hour that the clocks skip', '2026-03-29T01:30:00Z', 'Europe/Berlin', NIGHT, true],
  [
    'the last minute where it is half an hour more',
    '2026-11-25T02:29:00Z',
    'Asia/Kolkata',
    NIGHT,
    true,
  ],
  ['the next one', '2026-11-25T02:30:00Z', 'Asia/Kolkata', NIGHT, false],
  [
    'the last minute where it is a quarter more',
    '2026-11-25T16:14:00Z',
    'Asia/Kathmandu',
    NIGHT,
    false,
  ],
  ['the next one there', '2026-11-25T16:15:00Z', 'Asia/Kathmandu', NIGHT, true],
  ['nobody who has none', '2026-11-25T02:00:00Z', 'UTC', null, false],
])('%s', (_, at, zone, quiet, expected) => {
  expect(isQuiet(new Date(at), zone, quiet)).toBe(expected)
})

test('quiet hours are written as they are read, and refused where they are none', () => {
  expect(quietHoursText(NIGHT)).toBe('22:00-08:00')
  for (const text of ['', '22', '24:00-08:00', '22:60-08:00', '22:00', 'night', '1:2-3:4']) {
    expect(() => parseQuietHours(text)).toThrow(expect.objectContaining({ code: 'WATCH_INVALID' }))
  }
})
