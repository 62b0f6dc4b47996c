import { expect } from 'vitest'
import { inviteFirstOwner, inviteOperator } from '../../src/access/invitation.ts'
import { MACHINE, type Role } from '../../src/access/principal.ts'
import { parseTotpSecret } from '../../src/credentials/totp.ts'
import type { Trial } from '../trial.ts'
import type { Answered, Asked, Stage } from './stage.ts'

/** Of every operator of the tests. */
export const PASSWORD = 'planted correct horse 0481'

/** A browser in which an operator of that role has signed in. */
export async function signedIn(
  trial: Trial,
  stage: Stage,
  name: string,
  role: Role,
): Promise<Browser> {
  const first = await inviteFirstOwner(trial.app)
  const browser = new Browser(trial, stage)
  const secret = first ?? (await inviteOperator(trial.app, role, MACHINE))
  expect((await browser.register(name, secret)).status).toBe(200)
  trial.clock.advance(30_000)
  expect((await browser.signIn(name)).status).toBe(200)
  return browser
}

/** Keeps cookies and sends what a browser sends with a page of ours. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #trial: Trial
  readonly #stage: Stage
  #code: () => string = () => '000000'

  constructor(trial: Trial, stage: Stage) {
    this.#trial = trial
    this.#stage = stage
  }

  async ask(path: string, asked: Asked = {}): Promise<Answered> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#stage.ask(path, {
      token: null,
      ...asked,
      headers: {
        'sec-fetch-site': 'same-origin',
        'x-evercheck': '1',
        ...(cookie === '' ? {} : { cookie }),
        ...asked.headers,
      },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  /** The same operator at another browser. */
  elsewhere(): Browser {
    const other = new Browser(this.#trial, this.#stage)
    other.#code = this.#code
    return other
  }

  async register(name: string, secret: string): Promise<Answered> {
    const offered = await this.ask('/auth/register/totp', { body: { secret, name } })
    const totp = parseTotpSecret(offered.body.address)
    this.#code = () => totp.codeAt(this.#trial.clock.now().getTime())
    const { challengeId } = offered.body
    const body = { secret, name, challengeId, password: PASSWORD, code: this.#code() }
    return this.ask('/auth/register/password', { body })
  }

  signIn(name: string, code = this.#code()): Promise<Answered> {
    return this.ask('/auth/sign-in/password', { body: { name, password: PASSWORD, code } })
  }

  async sudo(code?: string): Promise<Answered> {
    this.#trial.clock.advance(30_000)
    const body = { kind: 'password', password: PASSWORD, code: code ?? this.#code() }
    return this.ask('/auth/sudo', { body })
  }
}
