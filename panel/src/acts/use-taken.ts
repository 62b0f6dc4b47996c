import { useQueryClient } from '@tanstack/react-query'
import type * as contract from '../../../src/contract/accounts.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { renewAccounts } from '../wire/account-queries.ts'
import type { AnswerOf } from '../wire/call.ts'

/** What comes after cookies were sent. It throws what they came to, if they are not in use. */
export function useTaken(): (answer: AnswerOf<typeof contract.importAccount>) => Promise<void> {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  return async ({ outcome, why }) => {
    await renewAccounts(client)
    await client.invalidateQueries({ queryKey: ['accounts'] })
    if (outcome !== 'imported') throw new Error(why ?? words.imported[outcome])
    toast(words.imported.imported)
  }
}
