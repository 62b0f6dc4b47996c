import { type Account, listAccounts } from '../../accounts/account-store.ts'
import type { Database } from '../../db/database.ts'
import { accountProxies } from '../../sessions/account-proxy.ts'
import { stopTextWords } from '../../words/reasons.ts'
import { remedy } from '../../words/remedy.ts'
import { careful, type Finding, type Look, well } from '../finding.ts'

/** Whether there are accounts, and which of them have stopped. */
export function lookAtAccounts(context: { readonly db: Database }): Look {
  return {
    what: 'account',
    async findings() {
      const accounts = await listAccounts(context)
      if (accounts.length > 0) return accounts.map(ofAccount)
      const says = 'There is none: evercheck account add USERNAME'
      return [careful('accounts', says)]
    },
  }
}

function ofAccount({ username, standing, standingWhy }: Account): Finding {
  if (standing === 'active') return well('account', `${username} is active.`)
  const said = standingWhy === null ? '' : ` (${stopTextWords(standingWhy)})`
  return careful('account', `${username} is ${standing}${said}. ${remedy(standing, username)}`)
}

/** Which accounts leave by a way of their own. */
export function lookAtProxies(context: Parameters<typeof accountProxies>[0]): Look {
  return {
    what: 'proxy',
    findings: async () =>
      (await accountProxies(context)).map(({ username, says }) => {
        const tried = `Try it: evercheck account proxy ${username}`
        const way = `The browser and the requests of ${username} leave through ${says}.`
        return well('proxy', `${way} ${tried}`)
      }),
  }
}
