import {
  type Account,
  accountNamed,
  ensureAccount,
  forgetUnused,
  listAccounts,
  moveStanding,
  StandingMoveError,
} from '../accounts/account-store.ts'
import { remedy } from '../accounts/standing.ts'
import type { App } from '../app.ts'
import { storeCredential } from '../credentials/credential-store.ts'
import { parseCookies } from '../instagram/pasted-cookies.ts'
import { importSession } from '../sessions/import.ts'
import { EXIT } from './exit-code.ts'
import { type Output, tableLines } from './output.ts'
import { readSecret } from './secret-input.ts'

/** What was given as an account name cannot be one. */
export class AccountNameInvalidError extends Error {
  override readonly name = 'AccountNameInvalidError'
  readonly code = 'ACCOUNT_NAME_INVALID'
}

/**
 * `evercheck account add`: stores the password (and the TOTP secret) sealed. No request is made.
 */
export async function addAccount(
  app: App,
  output: Output,
  given: {
    readonly username: string
    readonly passwordFile: string | null
    readonly totpFile: string | null
  },
  signal: AbortSignal,
): Promise<number> {
  const username = accountName(given.username)
  const { passwordFile, totpFile } = given
  const password = await readSecret(
    { file: passwordFile, what: 'password', flag: '--password-file' },
    signal,
  )
  const totpSecret =
    totpFile === null
      ? null
      : await readSecret({ file: totpFile, what: 'TOTP secret', flag: '--totp-file' }, signal)
  const id = await storeCredential(app, { username, password, totpSecret })
  const account = await ensureAccount(app, username, id)
  // A new password answers the questions that only a password could have raised.
  if (account.standing === 'wrong-password' || account.standing === 'code-needed') {
    await moveStanding(app, account, {
      to: 'active',
      by: 'operator',
      why: 'new credentials',
      until: null,
    })
  }
  const { standing } = await accountNamed(app, username)
  output.json({ account: username, hasTotp: totpSecret !== null, standing })
  output.line(
    `Account ${username} is stored sealed${totpSecret === null ? '' : ', with its TOTP secret'}. It logs in with the first check.`,
  )
  if (standing !== 'active') output.line(`It is ${standing}. ${remedy(standing, username)}`)
  return EXIT.ok
}

/**
 * `evercheck account import`: takes over a session from pasted cookies, if it answers for itself.
 */
export async function importAccount(
  app: App,
  output: Output,
  given: {
    readonly username: string
    readonly cookiesFile: string | null
    readonly userAgent: string | null
  },
  signal: AbortSignal,
): Promise<number> {
  const username = accountName(given.username)
  const text = await readSecret(
    { file: given.cookiesFile, what: 'cookies', flag: '--cookies-file' },
    signal,
  )
  const cookies = parseCookies(text)
  const account = await ensureAccount(app, username, null)
  // Untold, it is said to come from our own browser, which is the one that will renew it.
  const userAgent = given.userAgent ?? (await app.ownUserAgent())
  const outcome = await importSession(app, account, { cookies, userAgent }, signal)
  output.json({ account: username, ...outcome })
  switch (outcome.kind) {
    case 'imported':
      output.line(`The session of ${username} answers for itself and is in use.`)
      return EXIT.ok
    case 'refused':
      await forgetUnused(app, account.id)
      output.line(`The session was not taken over: ${outcome.why}. Nothing has changed.`)
      return EXIT.needsHuman
    case 'busy':
      output.line(`Account ${username} is in use by another process. Nothing has changed.`)
      return EXIT.unfinished
  }
}

/** `evercheck account list` */
export async function listAccountsCommand(app: App, output: Output): Promise<number> {
  const now = app.clock.now()
  const accounts = await listAccounts(app)
  output.json({
    accounts: accounts.map(({ username, standing, standingWhy, restingUntil, failCount }) => ({
      username,
      standing,
      why: standingWhy,
      restingUntil: restOf(restingUntil, now),
      failCount,
      remedy: standing === 'active' ? null : remedy(standing, username),
    })),
  })
  if (accounts.length === 0) {
    output.line(
      'There are no accounts. Add one: evercheck account add USERNAME --password-file FILE',
    )
  } else {
    const rows = accounts.map((each) => [each.username, each.standing, whyOf(each, now)])
    for (const line of tableLines(['ACCOUNT', 'STANDING', 'WHY'], rows)) output.line(line)
    for (const { standing, username } of accounts) {
      if (standing !== 'active') output.line(`${username}: ${remedy(standing, username)}`)
    }
  }
  return EXIT.ok
}

/** Why an account is not used now: what its standing says, or until when it rests; else nothing. */
export function whyOf(
  account: Pick<Account, 'standing' | 'standingWhy' | 'restingUntil' | 'restingWhy'>,
  now: Date,
): string {
  const until = restOf(account.restingUntil, now)
  if (account.standing !== 'active' || until === null) return account.standingWhy ?? ''
  return `rests until ${until.toISOString()}: ${account.restingWhy ?? 'Instagram asked for it'}`
}

function restOf(restingUntil: Date | null, now: Date): Date | null {
  return restingUntil !== null && restingUntil > now ? restingUntil : null
}

/**
 * `evercheck account pause|resume`
 * @throws AccountUnknownError, StandingMoveError
 */
export async function moveAccount(
  app: App,
  output: Output,
  given: { readonly username: string; readonly to: 'active' | 'paused' },
): Promise<number> {
  const account = await accountNamed(app, accountName(given.username))
  const move = { to: given.to, by: 'operator', why: 'by the operator', until: null } as const
  if (!(await moveStanding(app, account, move))) {
    throw new StandingMoveError(
      `Account ${account.username} cannot become ${given.to} now. Try again.`,
    )
  }
  output.json({ account: account.username, standing: given.to })
  output.line(`Account ${account.username} is ${given.to}.`)
  return EXIT.ok
}

function accountName(typed: string): string {
  const name = typed.trim().replace(/^@/, '').toLowerCase()
  if (/^[a-z0-9._]{1,30}$/.test(name)) return name
  throw new AccountNameInvalidError(
    `${JSON.stringify(typed.slice(0, 60))} is no Instagram account name: letters, digits, dots and underscores, 30 at the most.`,
  )
}
