import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { isAtLeast } from './client.ts'
import { openFront } from './front.ts'

/** A server that says what it got, in capitals. */
async function echo() {
  const server = createServer((socket) => {
    socket.on('data', (chunk) => socket.end(chunk.toString().toUpperCase()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens always has an address with a port.
  const { port } = server.address() as AddressInfo
  return { host: '127.0.0.1', port, [Symbol.asyncDispose]: async () => void server.close() }
}

/** Asks the proxy for a tunnel; the status, and what came back through it. */
async function tunnel(proxy: string, to: string): Promise<[number | undefined, string]> {
  const asked = request(proxy, { method: 'CONNECT', path: to }).end()
  const [response, socket] = (await once(asked, 'connect')) as [{ statusCode: number }, Socket]
  if (response.statusCode !== 200) {
    socket.destroy()
    return [response.statusCode, '']
  }
  socket.write('hello')
  const [chunk] = await once(socket, 'data')
  socket.destroy()
  return [response.statusCode, String(chunk)]
}

test('the front leads both hosts of Instagram to the simulator, and nothing anywhere else', async () => {
  await using simulator = await echo()
  const front = await openFront(simulator)
  try {
    expect(await tunnel(front.url, 'www.instagram.com:443')).toEqual([200, 'HELLO'])
    expect(await tunnel(front.url, 'i.instagram.com:443')).toEqual([200, 'HELLO'])
    for (const other of [
      'instagram.com:443',
      'www.instagram.com:80',
      `127.0.0.1:${simulator.port}`,
    ]) {
      expect(await tunnel(front.url, other)).toEqual([403, ''])
    }
    expect((await fetch(front.url)).status).toBe(403)
    expect(front.refused).toHaveLength(4)
  } finally {
    await front.close()
  }
})

test('versions are compared number by number', () => {
  expect(isAtLeast('4.10.1', '4.9.5')).toBe(true)
  expect(isAtLeast('4.12', '4.12.0')).toBe(true)
  expect(isAtLeast('1.29.4', '1.29.5')).toBe(false)
})
