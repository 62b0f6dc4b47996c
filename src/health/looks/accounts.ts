import { type Account, listAccounts } from '../../accounts/account-store.ts'
import type { Database } from '../../db/database.ts'
import { accountProxies } from '../../sessions/account-proxy.ts'
import { careful, type Finding, type Look, well } from '../finding.ts'

/** So many that are active are named one by one. */
const NAMED_MAX = 5

/** Whether there are accounts, and which of them have stopped. */
export function lookAtAccounts(context: { readonly db: Database }): Look {
  return {
    what: 'account',
    async findings() {
      const accounts = await listAccounts(context)
      const active = accounts.filter(({ standing }) => standing === 'active')
      if (active.length > NAMED_MAX) {
        const stopped = accounts.filter(({ standing }) => standing !== 'active')
        const all = well('account', { code: 'accounts-active', count: active.length })
        return [...stopped.map(ofAccount), all]
      }
      if (accounts.length > 0) return accounts.map(ofAccount)
      return [careful('accounts', { code: 'accounts-none' })]
    },
  }
}

function ofAccount({ username, standing, standingWhy }: Account): Finding {
  if (standing === 'active') return well('account', { code: 'account-active', username })
  const why = standingWhy
  return careful('account', { code: 'account-stopped', username, standing, why })
}

/** Which accounts leave by a way of their own. */
export function lookAtProxies(context: Parameters<typeof accountProxies>[0]): Look {
  return {
    what: 'proxy',
    findings: async () =>
      (await accountProxies(context)).map(({ username, says }) => {
        return well('proxy', { code: 'proxy', username, proxy: says })
      }),
  }
}
