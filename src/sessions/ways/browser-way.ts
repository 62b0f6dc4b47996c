import { withCredential } from '../../credentials/credential-store.ts'
import type { SessionState } from '../../instagram/cookies/session-state.ts'
import type { LoginBrowsers } from '../../instagram/login/browsers.ts'
import type { LoginAsk } from '../../instagram/login/login-flow.ts'
import type { LoginOutcome } from '../../instagram/login/outcome.ts'
import type { LoginWay, WayOutcome } from '../renewal.ts'
import { type CodeContext, type FreshCode, freshCode, refusedCode } from './fresh-code.ts'

/** What types and clicks: a browser, or what takes its place in a test. */
export type Typist = Pick<LoginBrowsers, 'load' | 'login' | 'wake'>

/** Logging in with a browser: the password lives only inside the vault's callback. */
export function browserWay(context: CodeContext, browser: Typist): LoginWay {
  return {
    name: 'browser',
    looks: true,
    unproved: 'the new session did not answer for itself',
    load: () => browser.load(),
    prepare: (proxy) => browser.wake(proxy),
    async login({ account, state, mayLogIn, proxy, beforeForm, onFormSent, handOver }, signal) {
      const { credentialId, username } = account
      if (!mayLogIn) {
        const ask = { username, password: null, nextCode: null, state, proxy, handOver }
        return type(browser, ask, onFormSent, signal)
      }
      if (credentialId === null) {
        return { outcome: { kind: 'password-missing' }, formSent: false, left: null }
      }
      return withCredential(context, credentialId, async ({ username, password, totpSecret }) => {
        const typed: FreshCode[] = []
        const code = async () => {
          const fresh = await freshCode(context, account.username, credentialId, totpSecret ?? '')
          typed.push(fresh)
          return fresh.code
        }
        const nextCode = totpSecret === null ? null : code
        const ask = { username, password, state, proxy, nextCode, beforeForm, handOver }
        const came = await type(browser, ask, onFormSent, signal)
        const last = typed.at(-1)
        if (came.outcome.kind !== 'code-rejected' || last === undefined) return came
        return { ...came, outcome: refusedCode(came.outcome, last, context.clock) }
      })
    },
  }
}

async function type(
  browser: Typist,
  ask: LoginAsk,
  onFormSent: () => void,
  signal: AbortSignal,
): Promise<WayOutcome> {
  let submitted = false
  let left: SessionState | null = null
  const outcome = await browser.login(
    {
      ...ask,
      onStep(step) {
        if (step !== 'submitted') return
        submitted = true
        onFormSent()
      },
      onLeft(state) {
        left = state
      },
    },
    signal,
  )
  return { outcome, formSent: submitted || answersForm(outcome), left }
}

/** Whether an outcome comes only, or may well come, after the form was sent. */
function answersForm(outcome: LoginOutcome): boolean {
  switch (outcome.kind) {
    case 'logged-in':
      return outcome.typed
    case 'password-missing':
    case 'needs-upgrade':
    case 'technical':
      return false
    default:
      return true
  }
}
