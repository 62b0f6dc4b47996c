import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/accounts.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Form } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { CookieFields } from './CookieFields.tsx'
import { useCookies } from './use-cookies.ts'

type Props = {
  /** Whose session it is; without it a new account's. */
  readonly account?: string
  readonly ways?: ReactNode
  readonly onClose: () => void
  readonly onDone?: (account: string) => void
}

/** Takes over a session from the operator's own browser. */
export function ImportCookies({ account, ways, onClose, onDone }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const draft = useCookies(account ?? '')
  const taken = async ({ outcome, why }: AnswerOf<typeof contract.importAccount>) => {
    await client.invalidateQueries({ queryKey: ['sessions'] })
    await client.invalidateQueries({ queryKey: ['accounts'] })
    if (outcome !== 'imported') throw new Error(why ?? words.imported[outcome])
    toast(words.imported.imported)
    onDone?.(draft.account)
  }
  return (
    <Form
      title={account === undefined ? words.add : words.import}
      means={words.importMeans}
      act={words.import}
      ready={draft.ready}
      onClose={onClose}
      does={draft.take}
      onDone={taken}
    >
      {ways}
      <CookieFields draft={draft} known={account !== undefined} />
    </Form>
  )
}
