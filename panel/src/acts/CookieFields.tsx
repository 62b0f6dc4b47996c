import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { shortRule } from '../ui/Filled.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { AccountField } from './AccountField.tsx'
import { AGENT_MAX, COOKIES_MAX, type CookiesDraft } from './use-cookies.ts'

type Props = { readonly draft: CookiesDraft; readonly known: boolean }

/** A session of the operator's own browser. */
export function CookieFields({ draft, known }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
  const { typed, change } = draft
  return (
    <>
      {known ? null : (
        <AccountField value={typed.username} onChange={(username) => change({ username })} />
      )}
      <TextArea
        name="cookies"
        label={words.cookies}
        rule={words.cookiesRule}
        wrong={typed.cookies.trim() === '' || typed.cookies.length > COOKIES_MAX}
        description={words.cookiesHint}
        value={typed.cookies}
        rows={5}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ cookies: event.currentTarget.value })}
      />
      <TextField
        name="userAgent"
        label={words.userAgent}
        {...shortRule(shell, typed.userAgent, AGENT_MAX)}
        value={typed.userAgent}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ userAgent: event.currentTarget.value })}
      />
    </>
  )
}
