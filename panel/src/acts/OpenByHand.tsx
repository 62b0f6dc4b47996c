import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/dialogues.ts'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Choice } from '../ui/Choice.tsx'
import { Form } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import { findAccounts } from '../wire/queries.ts'
import { accountName } from './account-name.ts'

/** Opens the browser of an account. */
export function OpenByHand(props: {
  readonly account?: string
  readonly onClose: () => void
}): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [, go] = useLocation()
  const [typed, setTyped] = useState(props.account ?? '')
  const accounts = useQuery(findAccounts(accountName(typed).slice(0, 30)))
  const [chosen, setChosen] = useState<string | null>(props.account ?? null)
  const found = (accounts.data?.items ?? []).map((one) => one.account)
  // A name that is typed to its end is meant as if it had been chosen.
  const account = found.find((name) => name === accountName(typed)) ?? chosen
  // Who is chosen stays so while others are looked for.
  const names = new Set(account === null ? found : [account, ...found])
  const body = { account: account ?? '' }
  return (
    <Form
      title={words.byHand}
      means={words.byHandMeans}
      act={words.byHand}
      ready={account !== null}
      onClose={props.onClose}
      does={act<typeof contract.openDialogue>('openDialogue', { body })}
      onDone={({ id }) => go(`/logins/${id}`)}
    >
      <Choice
        label={words.account}
        rule={shell.wrong.empty}
        wrong={account === null}
        data={[...names]}
        searchValue={typed}
        onSearchChange={setTyped}
        nothingFoundMessage={accounts.isFetching ? undefined : shell.nothingFound}
        value={account}
        searchable
        onChange={(value) => setChosen(value === null ? null : String(value))}
      />
    </Form>
  )
}
