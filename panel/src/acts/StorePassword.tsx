import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Form } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { renewAccounts } from '../wire/account-queries.ts'
import { PasswordFields } from './PasswordFields.tsx'
import { useName } from './use-name.ts'
import { PASSWORD_BLAMES, usePassword } from './use-password.ts'

type Props = { readonly account: string; readonly onClose: () => void }

/** Sets what an account logs in with. */
export function StorePassword({ account, onClose }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const draft = usePassword(useName(account), { owned: true })
  const stored = async (): Promise<void> => {
    await renewAccounts(client)
    await client.invalidateQueries({ queryKey: ['accounts'] })
    toast(words.passwordSet(draft.account))
  }
  return (
    <Form
      title={words.setPassword}
      means={words.setPasswordMeans}
      act={words.setPassword}
      ready={draft.ready}
      blames={PASSWORD_BLAMES}
      onClose={onClose}
      does={draft.store}
      onDone={stored}
    >
      <PasswordFields draft={draft} known />
    </Form>
  )
}
