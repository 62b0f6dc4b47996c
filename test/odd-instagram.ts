import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { generate } from 'selfsigned'
import type { Connect } from '../src/instagram/wire/connect.ts'

/** What is odd about the certificate. All of them are signed by the authority that is trusted. */
export type Oddity = 'none' | 'expired' | 'other-name' | 'without-authority'

/** How it answers. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An Instagram that behaves as no Instagram should: its own pages, hosts and certificate. */
export class OddInstagram implements AsyncDisposable {
  readonly connect: Connect
  /** Host and path of every request, in order. */
  readonly asked: string[] = []
  /** Bodies that were sent, in order. */
  readonly sent: string[] = []
  readonly #server: ReturnType<typeof createServer>
  #answer: Answer

  /** Answers as `answer` says; the hosts are told apart by the request's `host`. */
  static async open(answer: Answer, oddity: Oddity = 'none'): Promise<OddInstagram> {
    const { ca, cert, key } = await certificatesWith(oddity)
    const server = createServer({ cert, key })
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return new OddInstagram(server, { host: '127.0.0.1', port, ca }, answer)
  }

  private constructor(server: ReturnType<typeof createServer>, connect: Connect, answer: Answer) {
    this.#server = server
    this.connect = connect
    this.#answer = answer
    server.on('request', async (request, response) => {
      this.asked.push(`${request.headers.host}${request.url}`)
      let body = ''
      for await (const part of request.setEncoding('utf8')) body += part
      if (body !== '') this.sent.push(body)
      this.#answer(request, response)
    })
  }

  /** From now on it answers like this, and has been asked and sent nothing yet. */
  becomes(answer: Answer): void {
    this.#answer = answer
    this.asked.length = 0
    this.sent.length = 0
  }

  /** How many connections are open. */
  async connections(): Promise<number> {
    return await promisify(this.#server.getConnections.bind(this.#server))()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

const DAY_MS = 24 * 60 * 60_000

async function certificatesWith(oddity: Oddity) {
  const now = Date.now()
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 20 * DAY_MS),
  } as const
  const root = await generate([{ name: 'commonName', value: 'Odd CA' }], {
    ...common,
    notAfterDate: new Date(now + 20 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const names =
    oddity === 'other-name'
      ? ['www.example.com']
      : ['*.instagram.com', 'instagram.com', '*.cdninstagram.com']
  const leaf = await generate([{ name: 'commonName', value: 'odd' }], {
    ...common,
    notAfterDate: new Date(now + (oddity === 'expired' ? -1 : 10) * DAY_MS),
    ca: { key: root.private, cert: root.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  })
  const cert = oddity === 'without-authority' ? leaf.cert : `${leaf.cert.trim()}\n${root.cert}`
  return { ca: root.cert, cert, key: leaf.private }
}

const FORM = `<form onsubmit="send(this); return false"><input name="username">
<input name="password" type="password"><button type="submit">Log in</button></form><p role="alert"></p>`

const SEND = `async function send(form) {
  const body = new URLSearchParams(new FormData(form))
  const answer = await fetch('/api/v1/web/accounts/login/ajax/', { method: 'POST', body })
  if ((await answer.json()).authenticated) location.assign('/accounts/onetap/')
}`

/** A login page; `script` runs before its own. */
export function loginPage(script = ''): string {
  return `<!DOCTYPE html><title>Login</title><script>${script}</script>
<body>${FORM}<script>${SEND}</script></body>`
}

/** The screen of a device whose account is remembered and no longer logged in. */
export function savedAccountPage(): string {
  return `<!DOCTYPE html><title>Instagram</title><body><main><span>keeper</span>
<div role="button">Continue</div><div role="button" id="other">Use another profile</div>
<a role="link" href="#">Create new account</a></main><template>${FORM}</template><script>${SEND}
other.onclick = () => {
  document.querySelector('main').replaceChildren(document.querySelector('template').content)
}</script></body>`
}

/** Lets everybody in who sends the form, and shows the page to everybody else. */
export function letsIn(page: string, cookies: readonly string[] = []): Answer {
  return (request, response) => {
    if (request.url?.endsWith('/ajax/')) {
      response.setHeader('set-cookie', [
        'sessionid=7%3Aabc; Path=/; Domain=.instagram.com; Secure; HttpOnly',
        'ds_user_id=7; Path=/; Domain=.instagram.com; Secure',
        ...cookies,
      ])
      response.setHeader('content-type', 'application/json').end('{"authenticated":true}')
      return
    }
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page)
  }
}

/** Leads every request elsewhere. */
export function leadsTo(place: string): Answer {
  return (_request, response) => void response.writeHead(302, { location: place }).end()
}
