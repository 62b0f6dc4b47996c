import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { answerTo, CONTROL_PREFIX } from './control/answer.ts'
import { type MadeWorld, makeWorld, type WorldPlan } from './control/plan.ts'
import { type Certificates, makeCertificates } from './wire/certificates.ts'
import { type Host, parseCookies, redirect, type SimAnswer, type SimRequest } from './wire/route.ts'
import { send, type Wire } from './wire/send.ts'

/** How a simulator is started. */
export type SimulatorOptions = WorldPlan & {
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** The address to listen on; this machine only, unless told otherwise. */
  readonly host?: string
}

/** A running simulator. */
export type Simulator = MadeWorld & {
  readonly url: string
  readonly host: string
  readonly port: number
  /** PEM of the authority that signed its certificate. */
  readonly ca: string
  /** Cuts every connection and frees the port. */
  close(): Promise<void>
}

/** Bodies above this are answered 413. */
const BODY_BYTES_MAX = 1024 * 1024

/**
 * Starts a simulated Instagram: HTTPS with HTTP/2 and HTTP/1.1 under a throw-away CA.
 * Several can run at once. @throws Error of the system when the port cannot be taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const made = makeWorld(options)
  const { world } = made
  const certificates = await makeCertificates(world.clock)
  const closed = new AbortController()
  const sockets = new Map<number | undefined, Socket>()
  const wire: Wire = {
    clock: world.clock,
    signal: closed.signal,
    reset: (remotePort) => void sockets.get(remotePort)?.resetAndDestroy(),
  }
  const server = openServer(certificates, async (request, response) => {
    const asked = await readRequest(request)
    if ('status' in asked) return await send(wire, response, asked)
    await send(wire, response, await answerTo(made, asked))
  })
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.on('close', () => sockets.delete(remotePort))
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  // A server that listens always has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    ...made,
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    ca: certificates.ca,
    async close() {
      closed.abort()
      const done = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets.values()) socket.destroy()
      await done
    },
  }
}

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => Promise<void>

function openServer(certificates: Certificates, handler: Handler) {
  const { chain, key } = certificates
  const options = { key, cert: chain, allowHTTP1: true } as const
  const server = createSecureServer(options, (request, response) => {
    handler(request, response).catch((cause: unknown) => {
      process.stderr.write(`simulator: ${cause instanceof Error ? cause.stack : String(cause)}\n`)
      response.stream?.destroy()
      request.socket.destroy()
    })
  })
  // A client that hangs up or sends garbage must not end the server.
  server.on('sessionError', () => {})
  server.on('tlsClientError', () => {})
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

async function readRequest(request: Http2ServerRequest): Promise<SimRequest | SimAnswer> {
  const authority = (request.authority || request.headers.host || '').toLowerCase()
  const name = authority.replace(/:\d+$/, '')
  const [path = '/', search = ''] = splitOnce(request.url, '?')
  if (name === 'instagram.com') return redirect(`https://www.instagram.com${request.url}`)
  if (!isHost(name) && !path.startsWith(CONTROL_PREFIX)) {
    const text = `"${name}" is not a host of this simulator: it plays www.instagram.com and i.instagram.com, told apart by the Host header.\n`
    return { status: 421, text }
  }
  const body = hasBody(request) ? await readBody(request) : ''
  if (body === undefined) {
    const error = `a body has at most ${BODY_BYTES_MAX} bytes`
    if (path.startsWith(CONTROL_PREFIX)) return { status: 413, json: { error } }
    return { status: 413, text: `${error}\n` }
  }
  return {
    method: request.method,
    host: isHost(name) ? name : 'www.instagram.com',
    path,
    query: new URLSearchParams(search),
    headers: request.headers,
    cookies: parseCookies(request.headers.cookie),
    body,
    address: request.socket.remoteAddress ?? '',
    protocol: request.httpVersionMajor === 2 ? 'h2' : 'http/1.1',
  }
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function isHost(name: string): name is Host {
  return name === 'www.instagram.com' || name === 'i.instagram.com'
}

function hasBody(request: Http2ServerRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD'
}

async function readBody(request: Http2ServerRequest): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const part = Buffer.from(chunk)
    bytes += part.length
    // Read to its end all the same: over HTTP/2 the refusal could not be sent otherwise.
    if (bytes <= BODY_BYTES_MAX) chunks.push(part)
  }
  if (bytes > BODY_BYTES_MAX) return undefined
  return Buffer.concat(chunks).toString('utf8')
}
