import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/dialogues.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { AccountField } from '../acts/AccountField.tsx'
import { accountName, isAccountName } from '../acts/account-name.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'

/** A browser on the server in which the operator logs in himself. */
export function ByHand(): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const [, go] = useLocation()
  const [username, setUsername] = useState('')
  const account = accountName(username)
  return (
    <>
      <p className="mid">{words.byHandMeans}</p>
      <AccountField value={username} onChange={setUsername} />
      <div className="act">
        <ActButton
          look="primary"
          size="tall"
          disabled={!isAccountName(account)}
          name={words.open}
          does={act<typeof contract.openDialogue>('openDialogue', {
            body: { account, add: true },
          })}
          onDone={({ id }) => {
            go(`/logins/${id}?setup=1`)
            return null
          }}
        />
      </div>
    </>
  )
}
