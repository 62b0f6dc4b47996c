import { useQueryClient } from '@tanstack/react-query'
import type * as accounts from '../../../src/contract/accounts.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { useWords } from '../ui/language.tsx'
import type { Said } from '../ui/toast.ts'
import { oneAccount } from '../wire/account-queries.ts'
import type { AnswerOf } from '../wire/call.ts'

type Renewal = AnswerOf<typeof accounts.renewAccount>

/** Says what a renewal came to. A page that waits for a human is led to, and not spoken of. */
export function useRenewed(): (renewal: Renewal) => Promise<Exclude<Said, null>> {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  return async ({ account, outcome, why }) => {
    const text = why ?? words.renewed[outcome]
    if (outcome === 'renewed') return text
    const query = { ...oneAccount(account), staleTime: 0 }
    const known = await client.fetchQuery(query).catch(() => null)
    const dialogue = known?.dialogue ?? null
    if (dialogue === null) return text
    const way = { name: words.openLogin, href: `/logins/${dialogue}` }
    return { text: words.asksYou(account), state: 'human', way }
  }
}
