import { type FormEvent, type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/accounts.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { act } from '../wire/act.ts'
import { type Attempt, accountName, isAccountName } from './attempt.ts'

/** A session of the operator's own browser, taken over once it has answered. */
export function ByCookies({
  onBegun,
}: {
  readonly onBegun: (attempt: Attempt) => void
}): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const own = useWords(ACCOUNT_WORDS)
  const [username, setUsername] = useState('')
  const [cookies, setCookies] = useState('')
  const [userAgent, setUserAgent] = useState('')
  const account = accountName(username)
  const agent = userAgent.trim() === '' ? {} : { userAgent: userAgent.trim() }
  const params = { account }
  const take = act<typeof contract.importAccount>(
    'importAccount',
    { params, body: { cookies, ...agent } },
    { shown: { params, body: { cookies: '…', ...agent } } },
  )
  const begin = (event: FormEvent): void => {
    event.preventDefault()
    const done = take.run().then(({ outcome, why }) => {
      return outcome === 'imported' ? null : (why ?? own.imported[outcome])
    })
    onBegun({ account, done })
  }
  return (
    <form onSubmit={begin}>
      <p className="mid">{words.cookiesMeans}</p>
      <TextField
        label={own.username}
        value={username}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={31}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <TextArea
        label={own.cookies}
        description={own.cookiesHint}
        value={cookies}
        rows={5}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCookies(event.currentTarget.value)}
      />
      <TextField
        label={own.userAgent}
        value={userAgent}
        maxLength={512}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setUserAgent(event.currentTarget.value)}
      />
      <div className="act">
        <Button
          type="submit"
          look="primary"
          size="tall"
          disabled={!isAccountName(account) || cookies.trim() === ''}
        >
          {words.take}
        </Button>
        <Curl command={take.curl} />
      </div>
    </form>
  )
}
