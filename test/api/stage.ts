import { MACHINE } from '../../src/access/principal.ts'
import { createToken, type TokenScope } from '../../src/access/token.ts'
import { type Api, type ApiContext, type ApiOptions, startApi } from '../../src/api/start-api.ts'

/** What a request of a test says beside its path. */
export type Asked = {
  readonly method?: string
  readonly token?: string | null
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer, its body read: JSON as a value. */
export type Answered = {
  readonly status: number
  readonly headers: Headers
  // Tests look into answers of every shape; what is not there fails the test.
  // biome-ignore lint/suspicious/noExplicitAny: the contract's own test checks the shapes.
  readonly body: any
}

type Wishes = Pick<ApiOptions, 'limits' | 'firstAnswersMs'>

/** The API over an app, on a port of its own, with an administrator's token. */
export class Stage implements AsyncDisposable {
  readonly #api: Api
  readonly #context: ApiContext
  readonly admin: string

  static async open(context: ApiContext, options: Wishes = {}): Promise<Stage> {
    const api = await startApi(context, {
      listen: { setting: 'EVERCHECK_LISTEN', host: '127.0.0.1', port: 0 },
      version: '0.0.0',
      practice: null,
      ...options,
    })
    const scope = { kind: 'admin' } as const
    const { secret } = await createToken(context, { name: 'test', scope }, MACHINE)
    return new Stage(api, context, secret)
  }

  private constructor(api: Api, context: ApiContext, admin: string) {
    this.#api = api
    this.#context = context
    this.admin = admin
  }

  get url(): string {
    return this.#api.url
  }

  get port(): number {
    return this.#api.port
  }

  /** A new token. */
  async token(scope: TokenScope, days = 1): Promise<string> {
    const made = { name: `test ${scope.kind}`, scope, days }
    return (await createToken(this.#context, made, MACHINE)).secret
  }

  /** Asks as the administrator, unless another token is given, or none. */
  async ask(path: string, asked: Asked = {}): Promise<Answered> {
    const { token = this.admin, body, headers = {} } = asked
    const answer = await fetch(this.url + path, {
      method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '')
    const read: unknown = isJson && text !== '' ? JSON.parse(text) : text
    return { status: answer.status, headers: answer.headers, body: read }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api.close()
  }
}
