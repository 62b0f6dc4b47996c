import type { FastifyInstance } from 'fastify'
import { type Account, accountNamed } from '../accounts/account-store.ts'
import * as contract from '../contract/sessions.ts'
import { sessionHealth } from '../overview/session-health.ts'
import { dueAccounts } from '../sessions/keeper.ts'
import { storeAccount } from '../sessions/store-account.ts'
import type { HoldContext } from '../sessions/take.ts'
import { restTextWords, stopTextWords } from '../words/reasons.ts'
import { RENEWAL_CODES, whyNotRenewed } from '../words/renewal-words.ts'
import { instant } from './instant.ts'
import type { Renewals } from './renewals.ts'
import { route } from './route.ts'

/** What the routes of sessions need. */
export type SessionsContext = HoldContext & { readonly renewals: Renewals }

/** The health of the sessions, and the two acts of the original plan that mend it. */
export function sessionsRoutes(context: SessionsContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.sessionStatus, async () => healthOf(await sessionHealth(context)))

    route(app, contract.refreshSession, async ({ body }) => {
      ensureKey(context)
      const named = body?.account ? await accountNamed(context, body.account) : null
      const cause = named === null ? 'proactive' : 'manual'
      const accounts = named === null ? await dueAccounts(context) : [named]
      return { refreshed: await renewAll(context, accounts, cause) }
    })

    route(app, contract.setCredentials, async ({ body }) => {
      ensureKey(context)
      const { username, password, totpSecret = null, withoutTotp = false } = body
      const secret = { username, password, totpSecret }
      return storeAccount(context, { secret, withoutTotp })
    })
  }
}

function ensureKey({ vault }: SessionsContext): void {
  if (vault.trouble !== null) throw vault.trouble
}

/** One after the other, as the command does: each of them may start a browser. */
async function renewAll(
  context: SessionsContext,
  accounts: readonly Account[],
  cause: 'proactive' | 'manual',
) {
  const begun = context.renewals.begin(accounts, cause)
  const outcomes = await begun.outcomes()
  return accounts.map(({ username }) => {
    const outcome = outcomes.get(username)
    if (outcome === undefined)
      return { account: username, outcome: 'under-way' as const, why: null }
    const why = whyNotRenewed(username, outcome)
    return { account: username, outcome: RENEWAL_CODES[outcome.kind], why }
  })
}

function healthOf(health: Awaited<ReturnType<typeof sessionHealth>>) {
  const { total } = health
  return {
    at: health.at.toISOString(),
    windowMs: health.windowMs,
    total: {
      status: total.status,
      ageMs: total.ageMs,
      lastVerifiedAt: instant(total.lastVerifiedAt),
      nextRefreshAt: instant(total.nextRefreshAt),
      proactive: total.proactive,
      reactive: total.reactive,
      refreshRate: total.refreshRate,
      checkRate: total.checkRate,
    },
    accounts: health.accounts.map((each) => ({
      account: each.account,
      standing: each.standing,
      standingWhy: each.standingWhy === null ? null : stopTextWords(each.standingWhy),
      restingUntil: instant(each.restingUntil),
      restingWhy: each.restingWhy === null ? null : restTextWords(each.restingWhy),
      status: each.status,
      version: each.version,
      method: each.method,
      ageMs: each.ageMs,
      lastVerifiedAt: instant(each.lastVerifiedAt),
      nextRefreshAt: instant(each.nextRefreshAt),
      diedAt: instant(each.diedAt),
      lastRefreshAt: instant(each.lastRefreshAt),
      proactive: each.proactive,
      reactive: each.reactive,
      refreshRate: rate(each.refreshes),
      checkRate: rate(each.checks),
    })),
  }
}

function rate({ attempts, successes }: { readonly attempts: number; readonly successes: number }) {
  return attempts === 0 ? null : successes / attempts
}
