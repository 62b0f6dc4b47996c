import type { Agent, request } from 'undici'
import { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'
import { systemReason } from '../kernel/system-reason.ts'

/** Where a Vault is, and which of its keys is ours. Holds no secret. */
export type TransitSettings = {
  /** Without a slash at its end. */
  readonly url: string
  /** Where its transit engine is mounted. */
  readonly mount: string
  /** The name of the key there. */
  readonly key: string
  readonly namespace: string | null
  /** Certificates that its own has to be signed by, as PEM; the system's without it. */
  readonly ca: string | null
}

/** How long its token lives, in seconds; none where it never ends. */
export type TokenLife = {
  readonly leftSeconds: number | null
  readonly wholeSeconds: number
  readonly isRenewable: boolean
}

const REQUEST_MS = 5000
const TRIES_MAX = 3
const PAUSE_MS = 500
const ANSWER_BYTES_MAX = 256 * 1024
const SAID_CHARS_MAX = 200
/** What passes: not yet consistent, too much at once, a standby, in trouble, sealed. */
const PASSING: ReadonlySet<number> = new Set([412, 429, 472, 473, 500, 501, 502, 503, 504])

const Encrypted = z.object({ data: z.object({ ciphertext: z.string().startsWith('vault:') }) })
const Decrypted = z.object({ data: z.object({ plaintext: z.base64() }) })
const Looked = z.object({
  data: z.object({
    ttl: z.number(),
    creation_ttl: z.number().default(0),
    renewable: z.boolean().default(false),
  }),
})
const Renewed = z.object({
  auth: z.object({ lease_duration: z.number(), renewable: z.boolean() }),
})
const Refused = z.object({ errors: z.array(z.string()) })

type Connection = { readonly agent: Agent; readonly request: typeof request }

/**
 * The transit engine of a Vault, by its HTTP API: what it seals reads `vault:v1:…` and is opened by
 * it alone. What passes is tried three times within seconds; one that says nothing is waited for
 * once. Its token is read anew for every request, since whoever looks after it may have replaced
 * it.
 */
export class Transit {
  readonly settings: TransitSettings
  readonly #clock: Clock
  readonly #token: () => Promise<string>
  readonly #requestMs: number
  #connection: Promise<Connection> | null = null

  constructor(
    settings: TransitSettings,
    by: {
      readonly clock: Clock
      readonly token: () => Promise<string>
      /** How long one request may take. */
      readonly requestMs?: number
    },
  ) {
    this.settings = settings
    this.#clock = by.clock
    this.#token = by.token
    this.#requestMs = by.requestMs ?? REQUEST_MS
  }

  /** Seals bytes with the newest version of the key. @throws TransitError */
  async encrypt(plain: Buffer): Promise<string> {
    const body = { plaintext: plain.toString('base64') }
    return this.#read(Encrypted, await this.#post(this.#path('encrypt'), body)).data.ciphertext
  }

  /** Opens what it has sealed. @throws TransitError */
  async decrypt(ciphertext: string): Promise<Buffer> {
    const answer = await this.#post(this.#path('decrypt'), { ciphertext })
    return Buffer.from(this.#read(Decrypted, answer).data.plaintext, 'base64')
  }

  /** Seals anew what it has sealed, with the newest version of the key. @throws TransitError */
  async rewrap(ciphertext: string): Promise<string> {
    const answer = await this.#post(this.#path('rewrap'), { ciphertext })
    return this.#read(Encrypted, answer).data.ciphertext
  }

  /** How long the token still lives. @throws TransitError */
  async tokenLife(): Promise<TokenLife> {
    const { data } = this.#read(Looked, await this.#ask('GET', 'auth/token/lookup-self', null))
    return {
      // Root tokens never end, and say 0.
      leftSeconds: data.ttl === 0 && data.creation_ttl === 0 ? null : data.ttl,
      wholeSeconds: data.creation_ttl,
      isRenewable: data.renewable,
    }
  }

  /** Prolongs the token. Returns how many seconds it lives from now. @throws TransitError */
  async renewToken(): Promise<number> {
    return this.#read(Renewed, await this.#post('auth/token/renew-self', {})).auth.lease_duration
  }

  async close(): Promise<void> {
    await (await this.#connection)?.agent.close()
  }

  /** Made by the first request: most houses keep their keys in a file. */
  #connected(): Promise<Connection> {
    const ca = this.settings.ca === null ? {} : { ca: this.settings.ca }
    const options = { connect: { ...ca, timeout: this.#requestMs }, keepAliveTimeout: 1000 }
    this.#connection ??= import('undici').then(({ Agent, request }) => {
      return { agent: new Agent(options), request }
    })
    return this.#connection
  }

  #read<T>(schema: z.ZodType<T>, answer: unknown): T {
    const read = schema.safeParse(answer)
    if (read.success) return read.data
    throw new VaultRefusedError(this.settings.url, 'what answers there is no Vault')
  }

  #path(act: string): string {
    const { mount, key } = this.settings
    return `${mount}/${act}/${encodeURIComponent(key)}`
  }

  #post(path: string, body: unknown): Promise<unknown> {
    return this.#ask('POST', path, body)
  }

  async #ask(method: 'GET' | 'POST', path: string, body: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#send(method, path, body)
      if (answer.kind === 'ok') return answer.value
      if (answer.kind === 'refused' || answer.kind === 'silent') throw answer.error
      if (attempt === TRIES_MAX) throw answer.error
      await this.#clock.sleep(PAUSE_MS * attempt)
    }
  }

  async #send(method: 'GET' | 'POST', path: string, body: unknown): Promise<Answer> {
    const { url, namespace } = this.settings
    const token = await this.#token()
    const { agent, request } = await this.#connected()
    try {
      const response = await request(`${url}/v1/${path}`, {
        method,
        dispatcher: agent,
        headers: {
          'x-vault-token': token,
          'x-vault-request': 'true',
          ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body: body === null ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(this.#requestMs),
      })
      const text = await bounded(response.body)
      if (response.statusCode === 200) return { kind: 'ok', value: JSON.parse(text) }
      return this.#refusal(response.statusCode, saidIn(text))
    } catch (error) {
      // The body that was sent is a secret: nothing of the error but its code is told.
      const kind = isSilence(error) ? 'silent' : 'away'
      return { kind, error: new VaultUnreachableError(url, whyAway(error)) }
    }
  }

  #refusal(status: number, said: string): Answer {
    const { url } = this.settings
    if (PASSING.has(status)) {
      const why = status === 503 ? 'it is sealed, or down for maintenance' : `it answers ${status}`
      return { kind: 'away', error: new VaultUnreachableError(url, why) }
    }
    const why = this.#whyRefused(status, said)
    return { kind: 'refused', error: new VaultRefusedError(url, why) }
  }

  #whyRefused(status: number, said: string): string {
    const { mount, key } = this.settings
    switch (status) {
      case 403:
        return `its token has expired, or may not use the key ${key}: its policy needs "update" on ${mount}/encrypt/${key}, ${mount}/decrypt/${key} and ${mount}/rewrap/${key}. Put a new token into the file of EVERCHECK_VAULT_TOKEN_FILE`
      case 404:
        return `there is no transit engine at ${mount}, or the token may not see it`
      default:
        return `it answers ${status}${said === '' ? '' : `: ${said}`}`
    }
  }
}

type Answer =
  | { readonly kind: 'ok'; readonly value: unknown }
  /** `silent`: it has not answered for as long as anybody waits. */
  | { readonly kind: 'away' | 'silent' | 'refused'; readonly error: TransitError }

async function bounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What it gave as its reason: its own words, short and on one line. */
function saidIn(text: string): string {
  try {
    const { errors } = Refused.parse(JSON.parse(text))
    return errors
      .join('; ')
      .replace(/\p{C}+|\s+/gu, ' ')
      .trim()
      .slice(0, SAID_CHARS_MAX)
  } catch {
    return ''
  }
}

function isSilence(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isLate = 'code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT'
  return error.name === 'TimeoutError' || isLate
}

function whyAway(error: unknown): string {
  if (isSilence(error)) return 'it does not answer in time'
  if (error instanceof SyntaxError) return 'what answers there is no Vault'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === '' ? 'the connection failed' : systemReason(code)
}

/** A Vault does not help. Holds neither its token nor what was to be sealed or opened. */
export abstract class TransitError extends Error {
  abstract readonly code: string

  constructor(url: string, why: string) {
    super(`The Vault at ${url} does not help with the key: ${why}.`)
  }
}

/** A Vault could not be asked: it may be later. */
export class VaultUnreachableError extends TransitError {
  override readonly name = 'VaultUnreachableError'
  override readonly code = 'VAULT_UNREACHABLE'
}

/** A Vault said no: somebody has to do something. */
export class VaultRefusedError extends TransitError {
  override readonly name = 'VaultRefusedError'
  override readonly code = 'VAULT_REFUSED'
}
