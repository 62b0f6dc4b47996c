import { claimTotpStep, lastTotpStep, withCredential } from '../../credentials/credential-store.ts'
import { nextCode, parseTotpSecret } from '../../credentials/totp.ts'
import type { Vault } from '../../credentials/vault.ts'
import type { Database } from '../../db/database.ts'
import type { LoginBrowser } from '../../instagram/login/browser-login.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Tell } from '../../telemetry/events.ts'
import type { LoginWay } from '../renewal.ts'

/** What types and clicks: a browser, or what takes its place in a test. */
export type Typist = Pick<LoginBrowser, 'load' | 'login' | 'wake'>

type BrowserWayContext = {
  readonly db: Database
  readonly vault: Vault
  readonly clock: Clock
  readonly tell: Tell
}

/** Logging in with a browser: the password lives only inside the vault's callback. */
export function browserWay(context: BrowserWayContext, browser: Typist): LoginWay {
  return {
    name: 'browser',
    load: () => browser.load(),
    prepare: () => browser.wake(),
    async login({ account, state }, signal) {
      const { credentialId } = account
      if (credentialId === null) {
        return { kind: 'password-missing' }
      }
      return withCredential(context, credentialId, ({ username, password, totpSecret }) => {
        const code = () => freshCode(context, account.username, credentialId, totpSecret ?? '')
        const ask = { username, password, state, nextCode: totpSecret === null ? null : code }
        return browser.login(ask, signal)
      })
    },
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
