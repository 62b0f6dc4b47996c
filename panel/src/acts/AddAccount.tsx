import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as accounts from '../../../src/contract/accounts.ts'
import type * as contract from '../../../src/contract/dialogues.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { FormBody } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { Tabs } from '../ui/Tabs.tsx'
import { toast } from '../ui/toast.ts'
import { renewAccounts } from '../wire/account-queries.ts'
import { act } from '../wire/act.ts'
import { AccountField } from './AccountField.tsx'
import { accountName, isAccountName } from './account-name.ts'
import { CookieFields } from './CookieFields.tsx'
import { PasswordFields } from './PasswordFields.tsx'
import { COOKIES_BLAMES, useCookies } from './use-cookies.ts'
import { useName } from './use-name.ts'
import { PASSWORD_BLAMES, usePassword } from './use-password.ts'
import { useRenewed } from './use-renewed.ts'
import { useTaken } from './use-taken.ts'

/** The ways by which an account comes in. */
export const WAYS = ['password', 'cookies', 'by-hand'] as const

/**
 * A new account: by its password, by a session of another browser, or logged in by hand. Whoever
 * looks at another way finds what he has typed.
 */
export function AddAccount({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const setup = useWords(SETUP_WORDS).account
  const shell = useWords(SHELL_WORDS)
  const client = useQueryClient()
  const [, go] = useLocation()
  const [way, setWay] = useState<(typeof WAYS)[number]>('password')
  const name = useName()
  const password = usePassword(name)
  const cookies = useCookies(name)
  const account = accountName(name.typed)
  const taken = useTaken()
  const renewed = useRenewed()
  const stored = async (): Promise<void> => {
    await renewAccounts(client)
    await client.invalidateQueries({ queryKey: ['accounts'] })
    toast(words.added(account))
    go(`/accounts/${account}`)
    void logIn()
  }
  // Whether the password is right is known now, and not when a customer waits. The account's page
  // shows how it goes; what it came to is said wherever the reader is by then.
  const logIn = async (): Promise<void> => {
    const renew = act<typeof accounts.renewAccount>('renewAccount', { params: { account } })
    try {
      const renewal = await renew.run()
      if (renewal.outcome === 'renewed') return toast(words.loggedIn(account))
      const said = await renewed(renewal)
      if (typeof said !== 'string') return toast(said.text, said)
      if (renewal.outcome === 'under-way') return
      toast(words.notLoggedIn(account, said), { state: 'failed' })
    } catch (error) {
      toast(words.notLoggedIn(account, saidOf(error, shell)), { state: 'failed' })
    }
    await renewAccounts(client)
  }
  return (
    <Dialog label={words.add} onClose={onClose}>
      <h2>{words.add}</h2>
      <Tabs
        label={setup.waysLabel}
        chosen={way}
        onChoose={(to) => setWay(WAYS.find((one) => one === to) ?? 'password')}
        tabs={WAYS.map((key) => ({ key, name: setup.ways[key] }))}
      />
      {way === 'password' ? (
        <FormBody
          key={way}
          means={words.addMeans}
          act={words.add}
          ready={password.ready}
          blames={PASSWORD_BLAMES}
          onClose={onClose}
          does={password.store}
          onDone={stored}
        >
          <PasswordFields draft={password} known={false} />
        </FormBody>
      ) : way === 'cookies' ? (
        <FormBody
          key={way}
          means={words.importMeans}
          act={words.import}
          ready={cookies.ready}
          blames={COOKIES_BLAMES}
          onClose={onClose}
          does={cookies.take}
          onDone={async (answer) => {
            await taken(answer)
            go(`/accounts/${account}`)
          }}
        >
          <CookieFields draft={cookies} known={false} />
        </FormBody>
      ) : (
        <FormBody
          key={way}
          means={setup.byHandMeans}
          act={setup.open}
          ready={isAccountName(account)}
          onClose={onClose}
          does={act<typeof contract.openDialogue>('openDialogue', { body: { account, add: true } })}
          onDone={({ id }) => go(`/logins/${id}`)}
        >
          <AccountField value={name.typed} onChange={name.type} />
        </FormBody>
      )}
    </Dialog>
  )
}
