import { expect, test } from 'vitest'
import { deathWords } from './deaths.ts'

test('why a session died is said in words, and what nobody knows stays as it is', () => {
  expect(deathWords('logged-out (row 2)', 'en')).toBe('not accepted any more')
  expect(deathWords('logged-out (row 4)', 'ru')).toBe('отправлена на страницу входа')
  expect(deathWords('gated (row 40)', 'ru')).toBe('пустые ответы, потом отказ')
  expect(deathWords('logged-out', 'en')).toBe('not accepted any more')
  expect(deathWords('its own browser was shown the login page', 'ru')).toMatch(/^её браузеру/)
  expect(deathWords('something (new)', 'ru')).toBe('something (new)')
})
