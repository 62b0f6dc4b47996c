import type { FastifyInstance } from 'fastify'
import { audited, recordAudit } from '../access/audit.ts'
import {
  type Account,
  AccountUnknownError,
  accountNamed,
  setAccountRole,
} from '../accounts/account-store.ts'
import { recentRequests } from '../accounts/budget.ts'
import { moveAccount } from '../accounts/move-account.ts'
import * as contract from '../contract/accounts.ts'
import { hasTotpSecret } from '../credentials/credential-store.ts'
import { inTransaction } from '../db/transaction.ts'
import { accountActivity, SLOT_MS } from '../overview/account-activity.ts'
import { accountsWithHealth } from '../overview/account-health.ts'
import { isAccountCursor, pageOfAccounts } from '../overview/accounts-by-need.ts'
import { WINDOW_MS } from '../overview/session-health.ts'
import { accountProxyName, setAccountProxy } from '../sessions/account-proxy.ts'
import { deviceOf } from '../sessions/device-store.ts'
import { forgetAccount } from '../sessions/forget-account.ts'
import { importAccount } from '../sessions/import-account.ts'
import { rollBack } from '../sessions/rollback.ts'
import type { HoldContext } from '../sessions/take.ts'
import { giveProxy, type TryContext } from '../sessions/try-proxy.ts'
import { refreshesOf, versionsOf } from '../sessions/version-store.ts'
import { importRefusalWords } from '../words/import-words.ts'
import { loginDetailWords } from '../words/login-details.ts'
import { remedy } from '../words/remedy.ts'
import { rollbackWords } from '../words/rollback-words.ts'
import { actsBy } from './acts-by.ts'
import { accountHealthOf, dailyMax } from './health-view.ts'
import { instant } from './instant.ts'
import { CursorInvalidError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of accounts need. */
export type AccountsContext = HoldContext & TryContext & { ownUserAgent(): Promise<string> }

/** The Instagram accounts: what is known of them, and what an operator does with them. */
export function accountsRoutes(context: AccountsContext): (app: FastifyInstance) => void {
  return (app) => {
    reading(app, context)
    acting(app, context)
    settling(app, context)
  }
}

function reading(app: FastifyInstance, context: AccountsContext): void {
  route(app, contract.listAccounts, async ({ query, language }) => {
    const { q: part, group = null, after = null, limit: countMax } = query
    if (after !== null && !isAccountCursor(after)) throw new CursorInvalidError()
    const all = await accountsWithHealth(context, WINDOW_MS)
    const page = pageOfAccounts(all, { part, group, after, countMax })
    return {
      items: page.items.map((health) => accountHealthOf(health, language)),
      next: page.next,
      groups: page.groups,
      requests: page.requestCount,
      requestsMax: dailyMax(context),
    }
  })

  route(app, contract.getAccount, async ({ params, language, principal }) => {
    const account = await accountNamed(context, params.account)
    const [health] = await accountsWithHealth(context, WINDOW_MS, account.id)
    if (!health) throw new AccountUnknownError(params.account)
    const { credentialId, standing, username } = account
    return {
      ...accountHealthOf(health, language),
      remedy:
        standing === 'active' ? null : remedy(standing, username, language, actsBy(principal)),
      role: account.role,
      proxy: await accountProxyName(context, account.id),
      hasPassword: credentialId !== null,
      hasTotp: credentialId !== null && (await hasTotpSecret(context, credentialId)),
      budget: await budgetOf(context, account),
      addedAt: account.createdAt.toISOString(),
    }
  })

  route(app, contract.accountActivity, async ({ params }) => {
    const { id } = await accountNamed(context, params.account)
    const { at, days, slots } = await accountActivity(context, id)
    return {
      at: at.toISOString(),
      days: [...days],
      slotMs: SLOT_MS,
      slots: slots.map(({ from, ...slot }) => ({ from: from.toISOString(), ...slot })),
    }
  })

  route(app, contract.accountDevice, async ({ params }) => {
    const { id } = await accountNamed(context, params.account)
    return { device: await deviceOf(context, id) }
  })

  route(app, contract.listVersions, async ({ params, query }) => {
    const { id } = await accountNamed(context, params.account)
    const { limit, after } = query
    if (after !== undefined && !/^\d{1,9}$/.test(after)) throw new CursorInvalidError()
    const before = after === undefined ? null : Number(after)
    const found = await versionsOf(context, id, { countMax: limit + 1, before })
    const shown = found.slice(0, limit)
    const next = found.length > limit ? String(shown.at(-1)?.version ?? '') : null
    const items = shown.map(({ isKept, ...version }) => ({
      ...version,
      loggedInAt: version.loggedInAt.toISOString(),
      renewedAt: version.renewedAt.toISOString(),
      lastVerifiedAt: instant(version.lastVerifiedAt),
      nextRefreshAt: instant(version.nextRefreshAt),
      diedAt: instant(version.diedAt),
      kept: isKept,
    }))
    return { items, next }
  })

  route(app, contract.listRefreshes, async ({ params, query, language }) => {
    const { id } = await accountNamed(context, params.account)
    const { limit, after } = query
    const before = after === undefined ? null : new Date(after)
    if (before !== null && before.toJSON() !== after) throw new CursorInvalidError()
    const found = await refreshesOf(context, id, { countMax: limit + 1, before })
    const items = found.slice(0, limit).map((refresh) => ({
      ...refresh,
      detail: refresh.detail && loginDetailWords(language, refresh.detail),
      startedAt: refresh.startedAt.toISOString(),
      finishedAt: instant(refresh.finishedAt),
    }))
    return { items, next: found.length > limit ? (items.at(-1)?.startedAt ?? null) : null }
  })
}

function acting(app: FastifyInstance, context: AccountsContext): void {
  for (const [endpoint, to, act] of [
    [contract.pauseAccount, 'paused', 'account.pause'],
    [contract.resumeAccount, 'active', 'account.resume'],
  ] as const) {
    route(app, endpoint, async ({ params, actor }) => {
      const account = await accountNamed(context, params.account)
      await inTransaction(context, async (db) => {
        await moveAccount({ db }, account, to)
        await recordAudit({ db }, { by: actor, act, on: ['account', account.username] })
      })
      if (to === 'active') {
        context.tell({ kind: 'account-recovered', account: account.username, by: 'operator' })
      }
      return { account: account.username, standing: to }
    })
  }

  route(app, contract.importAccount, async ({ params, body, language, principal, signal }) => {
    if (context.vault.trouble !== null) throw context.vault.trouble
    const { account: username } = params
    const { cookies, userAgent = null } = body
    const outcome = await importAccount(context, { username, cookies, userAgent }, signal)
    return {
      account: username,
      outcome: outcome.kind,
      version: outcome.kind === 'imported' ? outcome.version : null,
      why:
        outcome.kind === 'refused'
          ? importRefusalWords(language, outcome.why, username, actsBy(principal))
          : null,
    }
  })

  route(app, contract.rollBackSession, async ({ params, body, language, principal, signal }) => {
    if (context.vault.trouble !== null) throw context.vault.trouble
    const account = await accountNamed(context, params.account)
    const { username } = account
    const outcome = await rollBack(context, account, body?.version ?? null, signal)
    const version = 'version' in outcome ? outcome.version : null
    const why = rollbackWords(language, outcome, username, actsBy(principal))
    return { account: username, outcome: outcome.kind, version, why }
  })

  route(app, contract.retireAccount, async ({ params, query, signal }) => {
    const account = await accountNamed(context, params.account)
    const forgotten = await forgetAccount(context, account, query, signal)
    return {
      account: account.username,
      retired: forgotten.kind === 'forgotten',
      loggedOut: forgotten.kind === 'forgotten' ? forgotten.loggedOut : 0,
    }
  })
}

function settling(app: FastifyInstance, context: AccountsContext): void {
  route(app, contract.setAccountRole, async ({ params, body: { role }, actor }) => {
    const { id, username } = await accountNamed(context, params.account)
    await audited(
      context,
      (db) => setAccountRole({ db }, id, role),
      () => ({ by: actor, act: 'account.role', on: ['account', username], detail: { role } }),
    )
    return { account: username, role }
  })

  route(app, contract.setAccountProxy, async ({ params, body, signal }) => {
    if (context.vault.trouble !== null) throw context.vault.trouble
    const { id, username: account } = await accountNamed(context, params.account)
    const used = body.proxy === null ? null : await giveProxy(context, id, body.proxy, signal)
    if (used === null) await setAccountProxy(context, id, null)
    return { account, ...(used ?? { proxy: null, seenAs: null }) }
  })
}

async function budgetOf(context: AccountsContext, account: Account) {
  const { now, buckets } = await recentRequests(context, account.id)
  return context.windows.map(({ windowMs, countMax: max }) => {
    const from = now.getTime() - windowMs
    const used = buckets.reduce((sum, { startedAt, count }) => {
      return startedAt.getTime() > from ? sum + count : sum
    }, 0)
    return { windowMs, used, max }
  })
}
