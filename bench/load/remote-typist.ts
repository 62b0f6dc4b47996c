import type { LoginAsk } from '../../src/instagram/login/login-flow.ts'
import type { LoginOutcome } from '../../src/instagram/login/outcome.ts'
import type { Typist } from '../../src/sessions/ways/browser-way.ts'
import type { ScriptedBrowser } from '../../test/scripted-browser.ts'
import type { Callback, CallbackOutcome, FromWorker, RemoteAsk, ToWorker } from './message.ts'

type Asked = {
  readonly ask: LoginAsk
  readonly resolve: (outcome: LoginOutcome) => void
  readonly reject: (error: Error) => void
}

/**
 * Logs a worker's accounts in through the bench, whose process the simulated Instagram lives in:
 * this is the worker's end of it.
 */
export class RemoteTypist implements Typist {
  readonly #say: (message: FromWorker) => void
  readonly #asked = new Map<number, Asked>()
  #next = 0

  constructor(say: (message: FromWorker) => void) {
    this.#say = say
  }

  load(): void {}

  wake(): void {}

  login(ask: LoginAsk, signal: AbortSignal): Promise<LoginOutcome> {
    signal.throwIfAborted()
    const id = this.#next
    this.#next += 1
    const { username, password, state, nextCode } = ask
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { ask, resolve, reject })
      const remote = { username, password, state, hasCode: nextCode !== null }
      this.#say({ kind: 'login', id, ask: remote })
    })
  }

  /** Takes a message of the bench, if it is about a login. */
  async hear(message: ToWorker): Promise<void> {
    if (message.kind === 'start' || message.kind === 'end') return
    const asked = this.#asked.get(message.id)
    if (!asked) return
    if (message.kind === 'call') {
      const came = await call(asked.ask, message.callback)
      this.#say({ kind: 'called', id: message.id, came })
      return
    }
    this.#asked.delete(message.id)
    if (message.kind === 'outcome') asked.resolve(message.outcome)
    else asked.reject(new Error(message.why))
  }
}

async function call(ask: LoginAsk, callback: Callback): Promise<CallbackOutcome> {
  try {
    if (callback === 'submitted') ask.onStep?.('submitted')
    if (callback === 'before-form') await ask.beforeForm?.()
    const code = callback === 'code' ? await ask.nextCode?.() : null
    return { kind: 'returned', code: code ?? null }
  } catch (error) {
    return { kind: 'threw', message: error instanceof Error ? error.message : String(error) }
  }
}

/** The bench's end: asks the login desk for one worker, and calls back what only that can do. */
export class LoginDesk {
  readonly #browser: ScriptedBrowser
  readonly #say: (message: ToWorker) => void
  readonly #waiting = new Map<number, (came: CallbackOutcome) => void>()

  constructor(browser: ScriptedBrowser, say: (message: ToWorker) => void) {
    this.#browser = browser
    this.#say = say
  }

  /** Takes a message of the worker, if it is about a login. */
  hear(message: FromWorker): void {
    if (message.kind === 'login') void this.#logIn(message.id, message.ask)
    if (message.kind !== 'called') return
    this.#waiting.get(message.id)?.(message.came)
    this.#waiting.delete(message.id)
  }

  async #logIn(id: number, remote: RemoteAsk): Promise<void> {
    const { username, password, state, hasCode } = remote
    try {
      const outcome = await this.#browser.login(
        {
          username,
          password,
          state,
          nextCode: hasCode ? async () => (await this.#call(id, 'code')) ?? '' : null,
          beforeForm: async () => {
            await this.#call(id, 'before-form')
            await this.#call(id, 'submitted')
          },
        },
        new AbortController().signal,
      )
      this.#say({ kind: 'outcome', id, outcome })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#say({ kind: 'failed', id, why })
    }
  }

  async #call(id: number, callback: Callback): Promise<string | null> {
    const came = await new Promise<CallbackOutcome>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#say({ kind: 'call', id, callback })
    })
    if (came.kind === 'threw') throw new Error(came.message)
    return came.code
  }
}
