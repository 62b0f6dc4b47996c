import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A token of the Vault, and what it may. */
type Token = { expiresAtMs: number; ttlMs: number; renewable: boolean; mayUse: boolean }

/**
 * A Vault as its HTTP API is documented: the transit engine at `transit/` with versions of keys and
 * `vault:vN:` ciphertexts, tokens that end and are prolonged, the seal, and the errors that it gives.
 */
export class VaultServer implements AsyncDisposable {
  readonly url: string
  /** What was asked, `METHOD path`, in order. */
  readonly asked: string[] = []
  /** The bodies that were sent. */
  readonly bodies: string[] = []
  sealed = false
  /** Answers nothing at all, as behind a firewall that drops. */
  silent = false
  nowMs = 0
  readonly tokens = new Map<string, Token>()
  readonly #keys = new Map<string, Buffer[]>()
  readonly #server: Server

  static async start(tls: { readonly key: string; readonly cert: string } | null = null) {
    const server = tls === null ? createServer() : createTlsServer(tls)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return new VaultServer(server, `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`)
  }

  private constructor(server: Server, url: string) {
    this.#server = server
    this.url = url
    server.on('request', (request, response) => void this.#answer(request, response))
  }

  /** Makes a key, as `vault write -f transit/keys/NAME` does. */
  makeKey(name: string): void {
    this.#keys.set(name, [randomBytes(32)])
  }

  /** Makes a new version of it: `vault write -f transit/keys/NAME/rotate`. */
  rotate(name: string): void {
    this.#keys.get(name)?.push(randomBytes(32))
  }

  /** Forgets the versions before the newest: `min_decryption_version`. */
  forgetOldVersions(name: string): void {
    const versions = this.#keys.get(name) ?? []
    versions.fill(Buffer.alloc(0), 0, -1)
  }

  makeToken(token: string, given: Partial<Token> = {}): void {
    const ttlMs = given.ttlMs ?? 3_600_000
    const expiresAtMs = this.nowMs + ttlMs
    this.tokens.set(token, { ttlMs, expiresAtMs, renewable: true, mayUse: true, ...given })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/^\/v1\//, '')
    let text = ''
    for await (const chunk of request) text += String(chunk)
    this.asked.push(`${request.method} ${path}`)
    this.bodies.push(text)
    if (this.silent) return
    const token = String(request.headers['x-vault-token'] ?? '')
    const { status, body } = this.#reply(path, token, text === '' ? {} : JSON.parse(text))
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

  #reply(path: string, secret: string, body: Record<string, string>) {
    if (this.sealed) return refused(503, 'Vault is sealed')
    const token = this.tokens.get(secret)
    if (!token || (token.ttlMs > 0 && token.expiresAtMs <= this.nowMs)) {
      return refused(403, 'permission denied')
    }
    const left = Math.ceil((token.expiresAtMs - this.nowMs) / 1000)
    switch (path) {
      case 'auth/token/lookup-self': {
        const whole = token.ttlMs / 1000
        return ok({ ttl: whole === 0 ? 0 : left, creation_ttl: whole, renewable: token.renewable })
      }
      case 'auth/token/renew-self': {
        if (!token.renewable) return refused(400, 'lease is not renewable')
        token.expiresAtMs = this.nowMs + token.ttlMs
        const auth = { client_token: secret, lease_duration: token.ttlMs / 1000, renewable: true }
        return { status: 200, body: { auth } }
      }
    }
    const [mount, act, name = ''] = path.split('/')
    if (mount !== 'transit') return refused(404, 'no handler for route')
    if (!token.mayUse) return refused(403, '1 error occurred:\n\t* permission denied\n\n')
    const versions = this.#keys.get(name)
    if (!versions) return refused(400, 'encryption key not found')
    switch (act) {
      case 'encrypt':
        return ok({ ciphertext: seal(versions, Buffer.from(body.plaintext ?? '', 'base64')) })
      case 'decrypt': {
        const plain = open(versions, body.ciphertext ?? '')
        return plain === null
          ? refused(400, 'ciphertext or signature version is disallowed by policy (too old)')
          : ok({ plaintext: plain.toString('base64') })
      }
      case 'rewrap': {
        const plain = open(versions, body.ciphertext ?? '')
        return plain === null ? refused(400, 'too old') : ok({ ciphertext: seal(versions, plain) })
      }
      default:
        return refused(404, 'unsupported path')
    }
  }
}

function ok(data: unknown) {
  return { status: 200, body: { data, wrap_info: null, auth: null } }
}

function refused(status: number, error: string) {
  return { status, body: { errors: [error] } }
}

function seal(versions: readonly Buffer[], plain: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', versions.at(-1) ?? '', nonce)
  const body = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return `vault:v${versions.length}:${body.toString('base64')}`
}

function open(versions: readonly Buffer[], sealed: string): Buffer | null {
  const [, version, text = ''] = /^vault:v(\d+):(.+)$/.exec(sealed) ?? []
  const key = versions[Number(version) - 1]
  if (!key?.length) return null
  const body = Buffer.from(text, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, 12))
  decipher.setAuthTag(body.subarray(-16))
  return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()])
}
