import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { judge } from '../simulator/login/attempt.ts'
import { Desk } from '../simulator/login/desk.ts'
import type { World } from '../simulator/world/world.ts'

/** How a login may end there, beside what Instagram itself says. */
type Mood =
  | 'well'
  /** Its session is of no use anywhere else. */
  | 'useless'
  | { readonly status: number; readonly detail: string; readonly exc_type: string }

/**
 * The side-car as its API guide and its own tests describe it (aiograpi-rest 2): a form at
 * `POST /auth/login`, a session id as a JSON string or `false`, errors as `detail`, `exc_type` and
 * `hint`; `GET /auth/settings` for `X-Session-ID`. Behind it stands the login desk of the simulated
 * Instagram's app.
 */
export class FakeSideCar implements AsyncDisposable {
  readonly #server: Server
  readonly #world: World
  readonly #desk: Desk
  /** Forms as they came, the password left out. */
  readonly forms: Record<string, string>[] = []
  mood: Mood = 'well'

  static async open(world: World): Promise<FakeSideCar> {
    const sideCar = new FakeSideCar(world)
    sideCar.#server.listen(0, '127.0.0.1')
    await once(sideCar.#server, 'listening')
    return sideCar
  }

  private constructor(world: World) {
    this.#world = world
    this.#desk = new Desk(world)
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch(() => response.destroy())
    })
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close').catch(() => undefined)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.method === 'POST' && request.url === '/auth/login') {
      const form = Object.fromEntries(new URLSearchParams(await text(request)))
      const { password = '', ...rest } = form
      this.forms.push(rest)
      const [status, body] = this.#login(form, password)
      return say(status, body)
    }
    if (request.method === 'GET' && request.url === '/auth/settings') {
      const session = String(request.headers['x-session-id'] ?? '')
      return say(200, {
        uuids: { phone_id: 'a' },
        cookies: { csrftoken: 'a'.repeat(32), mid: 'Z'.repeat(28) },
        authorization_data: { ds_user_id: session.split('%3A')[0], sessionid: session },
      })
    }
    say(404, { detail: 'Not Found' })
  }

  #login(form: Record<string, string | undefined>, plain: string): readonly [number, unknown] {
    const { mood } = this
    if (typeof mood === 'object') {
      const { status, ...body } = mood
      return [status, body]
    }
    const device = this.#world.newDevice()
    const door = { device, surface: 'mobile', address: '127.0.0.1', method: 'mobile' } as const
    const judged = judge(
      this.#desk,
      form.username ?? '',
      { kind: 'opened', plain },
      { ...door, deviceId: 'android-0123456789abcdef' },
    )
    if (judged.kind === 'welcome') return [200, judged.welcome.session.sessionid]
    if (judged.kind !== 'two-factor') {
      return [500, { detail: judged.kind, exc_type: 'BadPassword' }]
    }
    const code = form.verification_code ?? ''
    if (code === '' || !this.#desk.checkCode(judged.pending, code)) {
      const hint = 'Retry POST /auth/login with verification_code.'
      return [
        401,
        { detail: 'Two-factor authentication required', exc_type: 'TwoFactorRequired', hint },
      ]
    }
    const { session } = this.#desk.finish(judged.pending, false)
    if (mood === 'useless') this.#world.endSession(session, 'plain')
    return [200, session.sessionid]
  }
}
