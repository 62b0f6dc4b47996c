import { sql } from 'kysely'
import { recordRequests } from '../accounts/budget.ts'
import { SecretUnopenableError, type Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import { cookieValue } from '../instagram/cookies/cookies.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import { isLoggedOut, logoutRequest } from '../instagram/questions/logout.ts'
import type { Transport } from '../instagram/wire/transport.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Session } from './session.ts'
import { openState, sealedVersions } from './session-store.ts'

type Context = { readonly db: Database; readonly vault: Vault; readonly clock: Clock }

/** What became of the logins that nobody uses any more. */
export type Ended = {
  /** Logged out at Instagram, and erased. */
  readonly loggedOut: number
  /** Erased without a word to Instagram: there was nothing to end, or it was not ours to end. */
  readonly erased: number
  /** Instagram could not be reached: they are tried again after the next renewal. */
  readonly left: number
}

/** A login that could not be ended in so long is erased all the same. */
const LEFT_MS_MAX = 30 * 24 * 3_600_000
const LOGOUTS_MAX = 5

/**
 * Ends the logins of an account's retired versions and erases their cookies. Only those that a
 * browser of ours has made are logged out, and never one whose login lives on in a version that is
 * not retired, or may: an imported one is also that of the operator's own browser.
 */
export async function endRetired(
  context: Context,
  accountId: string,
  transport: Transport,
  signal: AbortSignal,
): Promise<Ended> {
  const versions = await sealedVersions(context, accountId)
  const inUse = new Set<string | null>()
  for (const version of versions.filter(({ label }) => label !== 'retired')) {
    inUse.add(loginOf(await opened(context, version)))
  }
  const retired = versions.filter(({ label }) => label === 'retired')
  // What is in use and cannot be read might be any of them.
  const mayLogOut = !inUse.has(null)
  let loggedOut = 0
  let erased = 0
  let left = 0
  for (const session of retired) {
    const state = isOurs(session) ? await opened(context, session) : null
    const login = loginOf(state)
    if (state === null || login === null || inUse.has(login)) {
      await erase(context, session)
      erased += 1
    } else if (!mayLogOut || loggedOut + left >= LOGOUTS_MAX) {
      left += 1
    } else {
      // A request like any other.
      await recordRequests(context, accountId, 1)
      if ((await logOut(context, transport, [state], signal)) === 0) left += 1
      else {
        inUse.add(login)
        await erase(context, session)
        loggedOut += 1
      }
    }
  }
  await eraseOldRetired(context)
  return { loggedOut, erased, left }
}

/** An imported login is that of the operator's own browser, and a dead one is over. */
function isOurs({ method, diedAt }: Session): boolean {
  return method === 'browser' && diedAt === null
}

/**
 * The logins of an account that browsers of ours have made and that may live, each once: to be
 * ended with `logOut` when the account has been removed.
 */
export async function ownLogins(
  context: Context,
  accountId: string,
): Promise<readonly SessionState[]> {
  const logins = new Map<string, SessionState>()
  for (const session of await sealedVersions(context, accountId)) {
    const state = isOurs(session) ? await opened(context, session) : null
    const login = loginOf(state)
    if (state !== null && login !== null) logins.set(login, state)
  }
  return [...logins.values()]
}

/** Ends these logins at Instagram. Returns how many of them are over. */
export async function logOut(
  context: Pick<Context, 'clock'>,
  transport: Transport,
  logins: readonly SessionState[],
  signal: AbortSignal,
): Promise<number> {
  let over = 0
  for (const state of logins.slice(0, LOGOUTS_MAX)) {
    const request = logoutRequest(state, context.clock.now())
    if (request && isLoggedOut(await transport.send(request, signal))) over += 1
  }
  return over
}

/** The state of a version; null when it cannot be opened. */
async function opened(context: Context, session: Session): Promise<SessionState | null> {
  try {
    return await openState(context, session)
  } catch (error) {
    if (error instanceof SecretUnopenableError) return null
    throw error
  }
}

function loginOf(state: SessionState | null): string | null {
  return (state && cookieValue(state, 'sessionid')) ?? null
}

async function erase(context: Context, session: Session): Promise<void> {
  await sql`
    update instagram_sessions set state_encrypted = null
    where id = ${session.id} and label = 'retired'
  `.execute(context.db)
}

/** Erases what could not be ended at Instagram for a month. Durable when it returns. */
export async function eraseOldRetired(context: { readonly db: Database }): Promise<void> {
  await sql`
    update instagram_sessions set state_encrypted = null
    where label = 'retired'
      and state_encrypted is not null
      and created_at < ${ago(LEFT_MS_MAX)}
  `.execute(context.db)
}
