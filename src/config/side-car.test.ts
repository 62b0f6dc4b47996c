import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

test.each([
  ['http://instagrapi:8000', 'http://instagrapi:8000/'],
  ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/'],
  ['http://[::1]:8000', 'http://[::1]:8000/'],
  ['https://side-car.example/api', 'https://side-car.example/api/'],
])('the side-car is at %s', (given, url) => {
  expect(loadConfig({ EVERCHECK_INSTAGRAPI_URL: given }).sideCarUrl?.href).toBe(url)
})

test.each([
  'http://side-car.example',
  'http://10.0.0.5:8000',
  'ftp://instagrapi',
  'instagrapi',
  '',
])('a password goes in clear to nobody who is far: %j', (given) => {
  const load = () => loadConfig({ EVERCHECK_INSTAGRAPI_URL: given })
  if (given === '') expect(load().sideCarUrl).toBeNull()
  else expect(load).toThrow('EVERCHECK_INSTAGRAPI_URL')
})
