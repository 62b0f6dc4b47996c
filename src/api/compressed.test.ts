import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { codingFor, compressAnswers } from './compressed.ts'

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['GZIP', 'gzip'],
  ['gzip;q=0.5, br;q=0', 'gzip'],
  ['br; q=0.0, gzip; q=0', null],
  ['identity', null],
  ['*', null],
  [undefined, null],
] as const)('who says %s is sent %s', (accepted, coding) => {
  expect(codingFor(accepted)).toBe(coding)
})

test('long answers travel compressed, short ones, those to acts and streams as they are', async () => {
  const app = Fastify()
  compressAnswers(app)
  const long = { items: Array.from({ length: 300 }, (_, at) => ({ name: `человек ${at}` })) }
  app.get('/long', async () => long)
  app.get('/short', async () => ({ is: 'short' }))
  app.post('/act', async () => long)
  const headers = { 'accept-encoding': 'gzip, br' }
  const br = await app.inject({ url: '/long', headers })
  expect(br.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
  expect(Number(br.headers['content-length'])).toBe(br.rawPayload.length)
  expect(br.rawPayload.length).toBeLessThan(1500)
  expect(JSON.parse(brotliDecompressSync(br.rawPayload).toString())).toEqual(long)
  const gz = await app.inject({ url: '/long', headers: { 'accept-encoding': 'gzip' } })
  expect(JSON.parse(gunzipSync(gz.rawPayload).toString())).toEqual(long)
  const plain = await app.inject({ url: '/long' })
  expect(plain.headers).toMatchObject({ vary: 'accept-encoding' })
  expect(plain.json()).toEqual(long)
  for (const url of ['/short', '/act'] as const) {
    const method = url === '/act' ? 'POST' : 'GET'
    const answer = await app.inject({ url, method, headers })
    expect(answer.headers['content-encoding']).toBeUndefined()
  }
  await app.close()
})
