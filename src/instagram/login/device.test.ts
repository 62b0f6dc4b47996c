import { expect, test } from 'vitest'
import { seededRandom } from '../../kernel/ids.ts'
import { Device } from '../cookies/session-state.ts'
import { newDevice } from './device.ts'

test('a new device is this machine and says what its browser says', () => {
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/156.0.0.0'
  const device = Device.parse(newDevice(seededRandom(1), userAgent))
  expect(device.userAgent).toBe(userAgent)
  expect(device.timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
})

test('devices differ in their windows', () => {
  const random = seededRandom(7)
  const widths = Array.from({ length: 50 }, () => newDevice(random, 'x').viewport.width)
  expect(new Set(widths).size).toBe(5)
})
