import { claimTotpStep, lastTotpStep, withCredential } from '../../credentials/credential-store.ts'
import { nextCode, parseTotpSecret } from '../../credentials/totp.ts'
import type { Vault } from '../../credentials/vault.ts'
import type { Database } from '../../db/database.ts'
import type { SessionState } from '../../instagram/cookies/session-state.ts'
import type { LoginBrowsers } from '../../instagram/login/browsers.ts'
import type { LoginAsk } from '../../instagram/login/login-flow.ts'
import type { LoginOutcome } from '../../instagram/login/outcome.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { LoginWay, WayOutcome } from '../renewal.ts'
import type { TellSession } from '../session-event.ts'

/** What types and clicks: a browser, or what takes its place in a test. */
export type Typist = Pick<LoginBrowsers, 'load' | 'login' | 'wake'>

type BrowserWayContext = {
  readonly db: Database
  readonly vault: Vault
  readonly clock: Clock
  readonly tell: TellSession
}

/** Logging in with a browser: the password lives only inside the vault's callback. */
export function browserWay(context: BrowserWayContext, browser: Typist): LoginWay {
  return {
    name: 'browser',
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
      return withCredential(context, credentialId, ({ username, password, totpSecret }) => {
        const code = () => freshCode(context, account.username, credentialId, totpSecret ?? '')
        const nextCode = totpSecret === null ? null : code
        const ask = { username, password, state, proxy, nextCode, beforeForm, handOver }
        return type(browser, ask, onFormSent, signal)
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
    case 'technical':
      return false
    default:
      return true
  }
}

/**
 * A TOTP code of a step that was never used, marked as used before anybody sees it. The password
 * has been sent by then, so it is waited for whatever happens: a step and a half at the most.
 */
async function freshCode(
  context: BrowserWayContext,
  account: string,
  credentialId: string,
  totpSecret: string,
): Promise<string> {
  const secret = parseTotpSecret(totpSecret)
  const uninterrupted = new AbortController().signal
  context.tell({ kind: 'code-awaited', account })
  for (let tries = 0; tries < 3; tries += 1) {
    const last = await lastTotpStep(context, credentialId)
    const { code, step } = await nextCode(secret, last, context.clock, uninterrupted)
    if (await claimTotpStep(context, credentialId, step)) return code
  }
  throw new Error('every TOTP step was used by somebody else')
}
