import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import type { Connect } from '../wire/connect.ts'
import { failureOf } from '../wire/network-failure.ts'
import { openConnection, type WayProxy } from '../wire/proxy.ts'
import { openEncrypted } from '../wire/reach.ts'
import { type GateCertificate, makeGateCertificate } from './gate-certificate.ts'

/** Where the gate leads, and who hears what it refuses. */
export type GateContext = {
  readonly connect: Connect | null
  readonly proxy?: WayProxy | null | undefined
  /** Hears of every host that was refused, once for each. */
  readonly onRefused?: ((host: string) => void) | undefined
}

/**
 * The only way out of a browser: a proxy on this machine that opens connections to Instagram's
 * hosts and to nobody else's. The browser looks up no name and dials no address by itself, so what
 * a page, its scripts or the browser's own services ask for elsewhere ends here.
 *
 * Connections go where our own requests go: straight or through a proxy, and to `connect` if that is
 * elsewhere. Without `connect` what passes is the browser's own TLS, unread. With it the gate
 * speaks TLS itself and trusts whom our own requests trust, so that both decide alike; to the
 * browser it shows a certificate that is pinned to this one gate.
 */
export class Gate {
  readonly #context: GateContext
  readonly #certificate: GateCertificate | null
  readonly #server = createServer()
  readonly #sockets = new Set<Duplex>()
  readonly #refused = new Set<string>()
  #trouble: string | null = null

  /** Opens a gate on a free port of this machine. */
  static async open(context: GateContext): Promise<Gate> {
    const gate = new Gate(context)
    await gate.#listen()
    return gate
  }

  private constructor(context: GateContext) {
    this.#context = context
    this.#certificate = context.connect === null ? null : makeGateCertificate()
  }

  /** The switches that leave a Chromium no way but this one. */
  get switches(): readonly string[] {
    // A server that listens always has an address with a port.
    const { port } = this.#server.address() as AddressInfo
    const pin = this.#certificate?.pin
    return [
      `--proxy-server=http://127.0.0.1:${port}`,
      '--proxy-bypass-list=<-loopback>',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
      ...(pin === undefined ? [] : [`--ignore-certificate-errors-spki-list=${pin}`]),
    ]
  }

  /** Why the last connection that was allowed did not come about, or null. */
  get trouble(): string | null {
    return this.#trouble
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
    for (const socket of this.#sockets) socket.destroy()
  }

  async #listen(): Promise<void> {
    const server = this.#server
    server.on('connect', (request, socket) => {
      this.#keep(socket)
      void this.#passOn(request.url ?? '', socket)
    })
    // Whatever is not encrypted is not Instagram.
    server.on('request', (request, response) => {
      this.#refuse(hostOf(request))
      response.writeHead(403).end()
    })
    server.on('upgrade', (request, socket) => {
      this.#refuse(hostOf(request))
      socket.destroy()
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
    await promise
    server.unref()
  }

  async #passOn(authority: string, socket: Duplex): Promise<void> {
    const { host, port } = splitAuthority(authority)
    if (port !== 443 || !isInstagrams(host)) {
      this.#refuse(host)
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    try {
      const signal = AbortSignal.timeout(CONNECT_MS)
      const { connect, proxy = null } = this.#context
      if (connect === null) {
        const away = this.#keep(await openConnection(proxy, { host, port }, signal))
        this.#accept(socket)
        join(socket, away)
      } else {
        const away = this.#keep(await openEncrypted({ connect, proxy }, host, signal))
        this.#accept(socket)
        join(this.#keep(this.#decrypted(socket, away.alpnProtocol || 'http/1.1')), away)
      }
    } catch (error) {
      this.#trouble = failureOf(error, false).detail
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    }
  }

  #accept(socket: Duplex): void {
    this.#trouble = null
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  }

  /** What the browser says, in clear. */
  #decrypted(socket: Duplex, protocol: string): tls.TLSSocket {
    const { cert, key } = this.#certificate ?? makeGateCertificate()
    return new tls.TLSSocket(socket, {
      isServer: true,
      secureContext: tls.createSecureContext({ cert, key }),
      ALPNProtocols: [protocol],
    })
  }

  #keep<T extends Duplex>(socket: T): T {
    this.#sockets.add(socket)
    // Who hangs up is nobody's fault; the other side is ended by the pipeline.
    socket.on('error', () => {})
    socket.once('close', () => this.#sockets.delete(socket))
    return socket
  }

  #refuse(host: string): void {
    const named = host.slice(0, 255)
    if (this.#refused.has(named) || this.#refused.size >= REFUSED_MAX) return
    this.#refused.add(named)
    this.#context.onRefused?.(named)
  }
}

/** As long as a browser itself would try. */
const CONNECT_MS = 30_000
/** A page may make up as many hosts as it likes. */
const REFUSED_MAX = 50

/** Instagram's own hosts and those that its scripts and pictures come from (facts 5.3). */
function isInstagrams(host: string): boolean {
  return /^(?:[a-z\d-]+\.)*(?:instagram\.com|cdninstagram\.com|fbcdn\.net)$/.test(host)
}

function splitAuthority(authority: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(authority.toLowerCase()) ?? []
  return { host: host === '' ? authority : host, port: Number(port) }
}

function hostOf(request: IncomingMessage): string {
  return URL.parse(request.url ?? '')?.hostname ?? request.headers.host ?? ''
}

/** Passes on what either side says; each ends with the other. */
function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one)
  one.once('close', () => other.destroy())
  other.once('close', () => one.destroy())
}
