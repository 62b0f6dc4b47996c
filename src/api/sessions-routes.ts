import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { type Account, accountNamed } from '../accounts/account-store.ts'
import { addAccount, renewAccount } from '../contract/accounts.ts'
import * as contract from '../contract/sessions.ts'
import type { AccountHealth } from '../overview/account-health.ts'
import { byNeed } from '../overview/accounts-by-need.ts'
import { type SessionHealth, sessionHealth } from '../overview/session-health.ts'
import { dueAccounts } from '../sessions/keeper.ts'
import { storeAccount } from '../sessions/store-account.ts'
import type { HoldContext } from '../sessions/take.ts'
import type { Language } from '../words/language.ts'
import type { ActsBy } from '../words/remedy.ts'
import { RENEWAL_CODES, whyNotRenewed } from '../words/renewal-words.ts'
import { actsBy } from './acts-by.ts'
import { accountHealthOf } from './health-view.ts'
import { instant } from './instant.ts'
import type { Renewals } from './renewals.ts'
import { route } from './route.ts'

/** What the routes of sessions need. */
export type SessionsContext = HoldContext & { readonly renewals: Renewals }

/** The health of the sessions, and the two acts of the original plan that mend it. */
export function sessionsRoutes(context: SessionsContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.sessionStatus, async ({ language }) => {
      const health = await sessionHealth(context)
      return { ...figuresOf(health), accounts: accountsOf(health.accounts, language) }
    })

    route(app, contract.sessionHealth, async ({ query, language }) => {
      const health = await sessionHealth(context)
      const { groups, nextDay } = health
      const accounts = byNeed(health.accounts).slice(0, query.accounts)
      return {
        ...figuresOf(health),
        groups,
        nextDay: {
          ...nextDay,
          firstAt: instant(nextDay.firstAt),
          lastAt: instant(nextDay.lastAt),
        },
        accounts: accountsOf(accounts, language),
      }
    })

    route(app, contract.refreshSession, async ({ body, language, principal }) => {
      ensureKey(context)
      const named = body?.account ? await accountNamed(context, body.account) : null
      const accounts = named === null ? await dueAccounts(context) : [named]
      const by = actsBy(principal)
      const outcomes = await renew(context, accounts, named === null ? 'proactive' : 'manual')
      return {
        refreshed: accounts.map((account) => renewalOf(account, outcomes, { language, by })),
      }
    })

    route(app, renewAccount, async ({ params, language, principal }) => {
      ensureKey(context)
      const account = await accountNamed(context, params.account)
      const outcomes = await renew(context, [account], 'manual')
      return renewalOf(account, outcomes, { language, by: actsBy(principal) })
    })

    // The second one is there where the endpoints of the original plan are switched off.
    for (const endpoint of [contract.setCredentials, addAccount]) {
      route(app, endpoint, ({ body }) => store(context, body))
    }
  }
}

function store(context: SessionsContext, body: Body) {
  ensureKey(context)
  const { username, password, totpSecret = null, withoutTotp = false } = body
  const secret = { username, password, totpSecret }
  return storeAccount(context, { secret, withoutTotp })
}

type Body = z.output<typeof contract.Credentials>

function ensureKey({ vault }: SessionsContext): void {
  if (vault.trouble !== null) throw vault.trouble
}

/** One after the other, as the command does: each of them may start a browser. */
async function renew(
  context: SessionsContext,
  accounts: readonly Account[],
  cause: 'proactive' | 'manual',
) {
  return context.renewals.begin(accounts, cause).outcomes()
}

type RenewalOutcomes = Awaited<ReturnType<typeof renew>>

type Hearer = { readonly language: Language; readonly by: ActsBy }

function renewalOf({ username }: Account, outcomes: RenewalOutcomes, { language, by }: Hearer) {
  const outcome = outcomes.get(username)
  if (outcome === undefined) return { account: username, outcome: 'under-way' as const, why: null }
  const why = whyNotRenewed(username, outcome, language, by)
  return { account: username, outcome: RENEWAL_CODES[outcome.kind], why }
}

function figuresOf({ at, windowMs, total }: SessionHealth) {
  return {
    at: at.toISOString(),
    windowMs,
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
  }
}

function accountsOf(accounts: readonly AccountHealth[], language: Language) {
  return accounts.map((each) => accountHealthOf(each, language))
}
