import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/dialogues.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { AccountField } from '../acts/AccountField.tsx'
import { accountName, isAccountName } from '../acts/account-name.ts'
import type { NameDraft } from '../acts/use-name.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { Filled } from '../ui/Filled.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'

/** A browser on the server in which the operator logs in himself. */
export function ByHand({ name }: { readonly name: NameDraft }): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const [, go] = useLocation()
  const account = accountName(name.typed)
  const open = act<typeof contract.openDialogue>('openDialogue', { body: { account, add: true } })
  return (
    <Filled
      ready={isAccountName(account)}
      send={async () => go(`/logins/${(await open.run()).id}?setup=1`)}
      ends={(busy) => (
        <div className="act">
          <Button type="submit" look="primary" size="tall" busy={busy}>
            {words.open}
          </Button>
          <Curl command={open.curl} />
        </div>
      )}
    >
      <p className="mid">{words.byHandMeans}</p>
      <AccountField value={name.typed} onChange={name.type} />
    </Filled>
  )
}
