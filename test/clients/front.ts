import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** An HTTP proxy that leads to one simulator and nowhere else. */
export type Front = {
  readonly url: string
  /** Where clients wanted to go and were not let, e.g. `scontent.cdninstagram.com:443`. */
  readonly refused: readonly string[]
  /** Cuts every tunnel and frees the port. */
  close(): Promise<void>
}

const LEADS_TO_SIMULATOR: ReadonlySet<string> = new Set([
  'www.instagram.com:443',
  'i.instagram.com:443',
])

/**
 * Opens a proxy on this machine that understands `CONNECT`: Instagram's two hosts are the
 * simulator, all other addresses get 403. TLS goes through untouched, from client to simulator.
 */
export async function openFront(simulator: { host: string; port: number }): Promise<Front> {
  const refused: string[] = []
  const sockets = new Set<Duplex>()
  const keep = (socket: Duplex): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Either end may hang up whenever it likes.
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((request, response) => {
    refused.push(request.url ?? '')
    response.writeHead(403, { 'content-length': '0' }).end()
  })
  server.on('connection', keep)
  server.on('connect', (request, near: Duplex, head: Buffer) => {
    const wanted = request.url ?? ''
    if (!LEADS_TO_SIMULATOR.has(wanted.toLowerCase())) {
      refused.push(wanted)
      near.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const far: Socket = connect(simulator.port, simulator.host, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n')
      far.write(head)
      far.pipe(near).pipe(far)
    })
    keep(far)
    far.on('close', () => near.destroy())
    near.on('close', () => far.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // A server that listens always has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    refused,
    async close() {
      const done = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await done
    },
  }
}
