import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { AccountField } from './AccountField.tsx'
import type { CookiesDraft } from './use-cookies.ts'

type Props = { readonly draft: CookiesDraft; readonly known: boolean }

/** A session of the operator's own browser. */
export function CookieFields({ draft, known }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { typed, change } = draft
  return (
    <>
      {known ? null : (
        <AccountField value={typed.username} onChange={(username) => change({ username })} />
      )}
      <TextArea
        label={words.cookies}
        description={words.cookiesHint}
        value={typed.cookies}
        rows={5}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ cookies: event.currentTarget.value })}
      />
      <TextField
        label={words.userAgent}
        value={typed.userAgent}
        maxLength={512}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ userAgent: event.currentTarget.value })}
      />
    </>
  )
}
