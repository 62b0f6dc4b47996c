import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** A proxy that leads wherever it is asked to, and notes from whom. */
export async function proxyServer(): Promise<{
  readonly address: string
  readonly tunnels: string[]
  refuse: boolean
  close(): void
}> {
  const tunnels: string[] = []
  const server = createServer()
  const proxy = {
    address: '',
    tunnels,
    refuse: false,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  server.on('connect', (request: IncomingMessage, socket) => {
    const who = Buffer.from(request.headers['proxy-authorization']?.slice(6) ?? '', 'base64')
    tunnels.push(`${who} ${request.url}`)
    socket.on('error', () => {})
    if (proxy.refuse) return void socket.end('HTTP/1.1 407 who are you\r\n\r\n')
    const { hostname, port } = new URL(`tcp://${request.url}`)
    const away = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 ok\r\n\r\n')
      socket.pipe(away).pipe(socket)
    })
    away.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy.address = `http://me:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}`
  return proxy
}
