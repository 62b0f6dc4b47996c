import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/dialogues.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { Form } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import { AccountField } from './AccountField.tsx'
import { accountName, isAccountName } from './account-name.ts'

type Props = { readonly ways: ReactNode; readonly onClose: () => void }

/** Adds an account by logging it in, in a browser on the server. */
export function AddByHand({ ways, onClose }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const setup = useWords(SETUP_WORDS).account
  const [, go] = useLocation()
  const [username, setUsername] = useState('')
  const account = accountName(username)
  return (
    <Form
      title={words.add}
      means={setup.byHandMeans}
      act={setup.open}
      ready={isAccountName(account)}
      onClose={onClose}
      does={act<typeof contract.openDialogue>('openDialogue', { body: { account, add: true } })}
      onDone={({ id }) => go(`/logins/${id}`)}
    >
      {ways}
      <AccountField value={username} onChange={setUsername} />
    </Form>
  )
}
