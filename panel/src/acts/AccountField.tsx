import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { accountName, isAccountName } from './account-name.ts'

type Props = {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Whose name it is stands fast. */
  readonly fixed?: boolean
}

/** The user name of an account of the operator's. */
export function AccountField({ value, onChange, fixed = false }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  return (
    <TextField
      name="username"
      label={words.username}
      rule={words.usernameRule}
      wrong={!isAccountName(accountName(value))}
      value={value}
      disabled={fixed}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
