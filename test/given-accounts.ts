import { strict as assert } from 'node:assert'
import { ensureAccount } from '../src/accounts/account-store.ts'
import { openApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { loadSecrets } from '../src/config/secrets.ts'
import { storeCredential } from '../src/credentials/credential-store.ts'
import { parseCookies } from '../src/instagram/cookies/pasted-cookies.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { systemRandom } from '../src/kernel/ids.ts'
import { importSession } from '../src/sessions/import.ts'
import { USER_AGENT } from './scripted-browser.ts'

/** What Evercheck is to know of an account of the simulated Instagram. */
export type GivenAccount = {
  readonly username: string
  /** To log in with; without it there must be a session. */
  readonly password?: string
  readonly totpSecret?: string | null
  /** A session that was opened elsewhere, as a `Cookie` header. */
  readonly cookies?: string
}

/**
 * Gives accounts to the commands that have these settings, as `account add` and `account import`
 * do, in this process: a test of something else need not start two for each.
 */
export async function giveAccounts(
  settings: Readonly<Record<string, string>>,
  accounts: readonly GivenAccount[],
): Promise<void> {
  const environment = { ...settings, EVERCHECK_LOG_LEVEL: 'silent' }
  const edges = { clock: systemClock, random: systemRandom, tell: () => undefined }
  const app = await openApp(loadConfig(environment), loadSecrets(environment), edges)
  try {
    for (const { username, password, totpSecret = null, cookies } of accounts) {
      const known =
        password === undefined
          ? null
          : await storeCredential(app, { username, password, totpSecret })
      const account = await ensureAccount(app, username, known)
      if (cookies === undefined) continue
      const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
      const { signal } = new AbortController()
      const outcome = await importSession(app, account, pasted, signal)
      assert.equal(outcome.kind, 'imported')
    }
  } finally {
    await app.close()
  }
}
