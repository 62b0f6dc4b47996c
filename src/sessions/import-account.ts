import { ensureAccount, forgetUnused } from '../accounts/account-store.ts'
import { parseCookies } from '../instagram/cookies/pasted-cookies.ts'
import { isUserAgent } from '../instagram/cookies/session-state.ts'
import { type ImportOutcome, importSession } from './import.ts'
import type { HoldContext } from './take.ts'

/** What was given as a user agent is none that a browser sends. */
export class UserAgentInvalidError extends Error {
  override readonly name = 'UserAgentInvalidError'
  readonly code = 'USER_AGENT_INVALID'

  constructor() {
    super(
      'The user agent has characters that no browser sends, or more than 512 of them. Copy it from that browser: its developer tools say it when asked for navigator.userAgent.',
    )
  }
}

/**
 * Takes over a session from pasted cookies, if it answers for itself, and makes its account known
 * if it is not. Without a user agent it is said to come from our own browser, which is the one
 * that will renew it. Nothing is left of a refusal.
 * @throws UserAgentInvalidError USER_AGENT_INVALID; CookiesUnreadableError COOKIES_UNREADABLE
 */
export async function importAccount(
  context: HoldContext & { ownUserAgent(): Promise<string> },
  given: {
    readonly username: string
    readonly cookies: string
    readonly userAgent: string | null
  },
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const agent = given.userAgent?.trim() ?? null
  if (agent !== null && !isUserAgent(agent)) throw new UserAgentInvalidError()
  const cookies = parseCookies(given.cookies)
  const account = await ensureAccount(context, given.username, null)
  const userAgent = agent ?? (await context.ownUserAgent())
  const outcome = await importSession(context, account, { cookies, userAgent }, signal)
  if (outcome.kind === 'refused') await forgetUnused(context, account.id)
  return outcome
}
