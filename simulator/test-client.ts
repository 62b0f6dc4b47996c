import { type ClientHttp2Session, connect } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { connect as tlsConnect } from 'node:tls'
import { type Simulator, type SimulatorOptions, startSimulator } from './server.ts'

/** What a test asks. */
export type Ask = {
  readonly host?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What it is answered. `json` is `undefined` when the body is none. */
export type Got = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly setCookies: readonly string[]
  readonly text: string
  // Tests look into answers freely; a wrong path shows as a failed expectation.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test is about
  readonly json: any
}

/** A logged-in browser of the tests. */
export type Browser = {
  readonly pk: string
  readonly sessionid: string
  readonly headers: Readonly<Record<string, string>>
  get(path: string, ask?: Ask): Promise<Got>
}

/** A simulator with a plain HTTP/2 client of node's own: nothing of our product is in between. */
export class Bench implements AsyncDisposable {
  readonly simulator: Simulator
  #session: ClientHttp2Session

  private constructor(simulator: Simulator, session: ClientHttp2Session) {
    this.simulator = simulator
    this.#session = session
  }

  /** Starts a simulator on a free port. Its lists have no bad habits unless `options` say so. */
  static async open(options: SimulatorOptions = {}): Promise<Bench> {
    const simulator = await startSimulator({ seed: 7, ...options })
    return new Bench(simulator, await openSession(simulator))
  }

  /** Opens a new connection, for when the simulator cut the one there was. */
  async reconnect(): Promise<void> {
    this.#session.destroy()
    this.#session = await openSession(this.simulator)
  }

  /** One request over HTTP/2. Rejects when the stream breaks. */
  ask(path: string, ask: Ask = {}): Promise<Got> {
    return new Promise((resolve, reject) => {
      const stream = this.#session.request({
        ':authority': ask.host ?? 'www.instagram.com',
        ':method': ask.method ?? (ask.body === undefined ? 'GET' : 'POST'),
        ':path': path,
        ...ask.headers,
      })
      let status = 0
      let headers: Got['headers'] = {}
      const chunks: Buffer[] = []
      stream.on('response', (answered) => {
        status = Number(answered[':status'])
        headers = answered
      })
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', reject)
      let isWhole = false
      stream.on('end', () => {
        isWhole = true
      })
      stream.on('close', () => {
        if (!isWhole || stream.aborted) reject(new Error('the stream was cut'))
        else resolve(gotten(status, headers, Buffer.concat(chunks).toString('utf8')))
      })
      stream.end(ask.body)
    })
  }

  /** One request over HTTP/1.1, on a new connection. */
  askHttp1(path: string, ask: Ask = {}): Promise<Got> {
    const { port, ca } = this.simulator
    const host = ask.host ?? 'www.instagram.com'
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: '127.0.0.1',
          port,
          ca,
          servername: 'www.instagram.com',
          method: ask.method ?? (ask.body === undefined ? 'GET' : 'POST'),
          path,
          headers: { host, ...ask.headers },
          agent: false,
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            resolve(gotten(response.statusCode ?? 0, response.headers, text))
          })
        },
      )
      request.on('error', reject)
      request.end(ask.body)
    })
  }

  /** A control call that must succeed; its answer. */
  async control(path: string, body?: unknown): Promise<Got['json']> {
    const got = await this.tryControl(path, body)
    if (got.status !== 200) throw new Error(`${path}: ${got.status} ${got.text}`)
    return got.json
  }

  /** A control call, whatever comes of it. */
  tryControl(path: string, body?: unknown): Promise<Got> {
    const ask = body === undefined ? {} : { body: JSON.stringify(body) }
    return this.ask(`/__simulator/${path}`, ask)
  }

  /** A browser in which `username` is logged in. */
  async browser(username = 'keeper'): Promise<Browser> {
    const created = await this.control('sessions/create', { username })
    const cookies = Object.entries<string>(created.cookies)
    const headers = {
      cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; '),
      'x-ig-app-id': '936619743392459',
    }
    return {
      pk: created.pk,
      sessionid: created.cookies.sessionid,
      headers,
      get: (path, ask) => this.ask(path, { ...ask, headers: { ...headers, ...ask?.headers } }),
    }
  }

  /** The pk of a named person. */
  async pkOf(username: string): Promise<string> {
    return (await this.control(`truth/${username}`)).pk
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.destroy()
    await this.simulator.close()
  }
}

async function openSession({ port, ca }: Simulator): Promise<ClientHttp2Session> {
  const socket = tlsConnect({
    host: '127.0.0.1',
    port,
    ca,
    servername: 'www.instagram.com',
    ALPNProtocols: ['h2'],
  })
  const session = connect('https://www.instagram.com', { createConnection: () => socket })
  await new Promise<void>((resolve, reject) => {
    session.once('connect', () => resolve())
    session.once('error', reject)
  })
  session.on('error', () => {})
  return session
}

function gotten(status: number, headers: Got['headers'], text: string): Got {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const setCookies = headers['set-cookie'] ?? []
  return {
    status,
    headers,
    setCookies: typeof setCookies === 'string' ? [setCookies] : setCookies,
    text,
    json,
  }
}

/** Lists without any bad habit, for tests that count exactly. */
export const PLAIN_PAGES = { short: 0, duplicates: 0, hasMoreWrong: 0 } as const

/** One walk over a list by its cursors. */
export type Walk = {
  readonly pks: readonly string[]
  readonly pages: readonly Got[]
  /** The answer that ended it, when it was none with users. */
  readonly refused: Got | undefined
}

/** Reads a list page by page until its cursor ends, a refusal, or `pagesMax`. */
export async function walk(
  browser: Browser,
  pk: string,
  list: 'followers' | 'following',
  options: {
    count?: number
    pagesMax?: number
    host?: string
    headers?: Record<string, string>
  } = {},
): Promise<Walk> {
  const { count = 50, pagesMax = 1000, host, headers } = options
  const pks: string[] = []
  const pages: Got[] = []
  let cursor: string | undefined
  while (pages.length < pagesMax) {
    const query = new URLSearchParams({ count: String(count), search_surface: 'follow_list_page' })
    if (cursor) query.set('max_id', cursor)
    const ask = { ...(host ? { host } : {}), ...(headers ? { headers } : {}) }
    const got = await browser.get(`/api/v1/friendships/${pk}/${list}/?${query}`, ask)
    if (!Array.isArray(got.json?.users)) return { pks, pages, refused: got }
    pages.push(got)
    for (const user of got.json.users) pks.push(user.pk)
    cursor = got.json.next_max_id
    if (!cursor) break
  }
  return { pks, pages, refused: undefined }
}
