import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Form } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import { PasswordFields } from './PasswordFields.tsx'
import { usePassword } from './use-password.ts'

type Props = {
  /** The account whose password is set; without it a new one's. */
  readonly account?: string
  readonly ways?: ReactNode
  readonly onClose: () => void
  readonly onDone?: (account: string) => void
}

/** Stores what an account logs in with. */
export function StorePassword({ account, ways, onClose, onDone }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const isNew = account === undefined
  const draft = usePassword({ username: account ?? '', owned: !isNew })
  const stored = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['sessions'] })
    await client.invalidateQueries({ queryKey: ['accounts'] })
    toast(isNew ? words.added(draft.account) : words.passwordSet(draft.account))
    onDone?.(draft.account)
  }
  return (
    <Form
      title={isNew ? words.add : words.setPassword}
      means={isNew ? words.addMeans : words.setPasswordMeans}
      act={isNew ? words.add : words.setPassword}
      ready={draft.ready}
      onClose={onClose}
      does={draft.store}
      onDone={stored}
    >
      {ways}
      <PasswordFields draft={draft} known={!isNew} />
    </Form>
  )
}
