import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openConnection } from './proxy.ts'
import { parseProxyAddress, proxyName } from './proxy-address.ts'

/** Who may pass, by RFC 1929. */
const WHO = { user: 'me', password: 's3cret' }

/** A SOCKS5 proxy as RFC 1928 describes it, that leads to one place whatever it is asked for. */
async function socksProxy(to: number): Promise<{
  readonly port: number
  readonly asked: readonly string[]
  close(): void
}> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    void serve(socket, to, asked).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function serve(socket: Socket, to: number, asked: string[]): Promise<void> {
  const next = async (): Promise<Buffer> => (await once(socket, 'data'))[0] as Buffer
  await next()
  socket.write(Buffer.from([5, 2]))
  const login = await next()
  const user = login.subarray(2, 2 + (login[1] ?? 0)).toString()
  const password = login.subarray(3 + user.length).toString()
  const isKnown = user === WHO.user && password === WHO.password
  socket.write(Buffer.from([1, isKnown ? 0 : 1]))
  if (!isKnown) return
  const request = await next()
  const name = request.subarray(5, 5 + (request[4] ?? 0)).toString()
  asked.push(`${name}:${request.readUInt16BE(5 + name.length)}`)
  const away = connect(to, '127.0.0.1', () => {
    socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    socket.pipe(away).pipe(socket)
  })
  away.on('error', () => socket.destroy())
}

async function greeter(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end('hello')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}

const TO = { host: 'www.instagram.com', port: 443 }

test('a SOCKS proxy leads on, and looks the name up itself', async () => {
  const there = await greeter()
  const proxy = await socksProxy(there.port)
  const way = { protocol: 'socks5:', host: '127.0.0.1', port: proxy.port, ...WHO } as const
  const socket = await openConnection(way, TO, AbortSignal.timeout(5000))
  const [said] = await once(socket, 'data')
  expect(String(said)).toBe('hello')
  expect(proxy.asked).toEqual(['www.instagram.com:443'])
  socket.destroy()
  proxy.close()
  there.close()
})

test('a SOCKS proxy that does not know us is said to have refused, without our password', async () => {
  const there = await greeter()
  const proxy = await socksProxy(there.port)
  const way = { protocol: 'socks5:', host: '127.0.0.1', port: proxy.port, user: 'you' } as const
  const refused = openConnection({ ...way, password: 'wr0ng' }, TO, AbortSignal.timeout(5000))
  await expect(refused).rejects.toThrow(/^the proxy answered/)
  await expect(refused).rejects.not.toThrow('wr0ng')
  proxy.close()
  there.close()
})

test('a SOCKS proxy that says nothing is given up with the signal', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {}))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const over = new AbortController()
  const way = { protocol: 'socks5:', host: '127.0.0.1', port, ...WHO } as const
  const opening = openConnection(way, TO, over.signal)
  over.abort(new Error('enough'))
  await expect(opening).rejects.toThrow('enough')
  silent.close()
})

test.each([
  ['http://me:s3cret@proxy.example:3128', 'http://proxy.example:3128'],
  ['proxy.example', 'http://proxy.example:80'],
  ['https://proxy.example', 'https://proxy.example:443'],
  ['socks5://me:s3cret@proxy.example', 'socks5://proxy.example:1080'],
  ['socks5h://[::1]:9', 'socks5://[::1]:9'],
  ['socks4://proxy.example', null],
  ['http://%zz@proxy.example', null],
  ['', null],
])('%s is named %s', (address, name) => {
  const proxy = parseProxyAddress(address)
  expect(proxy === null ? null : proxyName(proxy)).toBe(name)
})
