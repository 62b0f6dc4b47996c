import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { newHolder } from '../kernel/ids.ts'
import { addressOf, DatabaseTlsError } from './address.ts'
import { openDatabase } from './database.ts'

test.each([
  ['postgres://ada:pw@127.0.0.1:5432/db'],
  ['postgres://ada:pw@localhost/db'],
  ['postgres://ada:pw@[::1]/db?sslmode=disable'],
  ['postgres://ada@%2Fvar%2Frun%2Fpostgresql/db'],
  ['postgresql:///db?host=/var/run/postgresql'],
])('%s is on this machine and taken as it is', (url) => {
  expect(addressOf(url, 'verify')).toEqual({ connectionString: url })
})

test.each([
  ['db.example.com/db', 'verify', 'db.example.com/db?sslmode=verify-full'],
  ['db.example.com/db?sslmode=require', 'verify', 'db.example.com/db?sslmode=verify-full'],
  ['db.example.com/db?ssl=true&a=1', 'verify', 'db.example.com/db?a=1&sslmode=verify-full'],
  ['10.0.0.7/db', 'verify', '10.0.0.7/db?sslmode=verify-full'],
  ['0.0.0.0/db', 'verify', '0.0.0.0/db?sslmode=verify-full'],
  ['localhost.example.com/db', 'verify', 'localhost.example.com/db?sslmode=verify-full'],
  [
    '127.0.0.1/db?host=db.example.com',
    'verify',
    '127.0.0.1/db?host=db.example.com&sslmode=verify-full',
  ],
  ['db.example.com/db?sslmode=require', 'unverified', 'db.example.com/db?sslmode=no-verify'],
  ['db.example.com/db?sslmode=verify-full', 'off', 'db.example.com/db?sslmode=disable'],
  [
    'db.example.com/db?uselibpqcompat=true&sslmode=require',
    'verify',
    'db.example.com/db?sslmode=verify-full',
  ],
] as const)('%s with %s becomes %s', (url, tls, becomes) => {
  const { connectionString } = addressOf(`postgres://ada:pw@${url}`, tls)
  expect(connectionString).toBe(`postgres://ada:pw@${becomes}`)
})

test.each(['sslmode=disable', 'sslmode=no-verify', 'sslmode=allow', 'ssl=0', 'ssl=false'])(
  'an address elsewhere that asks for %s is refused, without a word of it',
  (parameter) => {
    const url = `postgres://ada:pw-secret@db.example.com/db?${parameter}`
    expect(() => addressOf(url, 'verify')).toThrow(DatabaseTlsError)
    expect(() => addressOf(url, 'verify')).toThrow(/^(?!.*pw-secret)/)
  },
)

test('a server elsewhere that speaks no TLS never sees who we are', async () => {
  const heard: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk)
      // What a server says that has no TLS.
      socket.write('N')
    })
    socket.on('error', () => undefined)
  }).listen(0)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  // An address of this machine that only this system takes for its own.
  const url = `postgres://ada:pw-secret@0.0.0.0:${port}/db`
  const opening = openDatabase({ url, dataFolder: '', holder: newHolder(), connectionsMax: 1 })
  await expect(opening).rejects.toThrow(/does not support SSL/)
  expect(Buffer.concat(heard).toString()).not.toMatch(/ada|pw-secret/)
  await new Promise((resolve) => server.close(resolve))
})
