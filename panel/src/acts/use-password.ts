import { useState } from 'react'
import type * as sessions from '../../../src/contract/sessions.ts'
import { type Act, act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'
import { accountName, isAccountName } from './account-name.ts'

/** What an account logs in with, as it is typed. */
export type PasswordTyped = {
  readonly username: string
  readonly password: string
  readonly totpSecret: string
  /** That the account is the operator's own. */
  readonly owned: boolean
}

/** A password that is being typed, and what storing it would be. */
export type PasswordDraft = {
  readonly typed: PasswordTyped
  readonly change: (change: Partial<PasswordTyped>) => void
  readonly account: string
  readonly ready: boolean
  readonly store: Act<AnswerOf<typeof sessions.setCredentials>>
}

/** Name, password and two-factor secret of an account, and the act that stores them sealed. */
export function usePassword(start: Partial<PasswordTyped>): PasswordDraft {
  const [typed, setTyped] = useState<PasswordTyped>({
    username: '',
    password: '',
    totpSecret: '',
    owned: false,
    ...start,
  })
  const account = accountName(typed.username)
  const totpSecret = typed.totpSecret.trim()
  const body = (password: string, secret: string) => ({
    username: account,
    password,
    ...(totpSecret === '' ? {} : { totpSecret: secret }),
  })
  return {
    typed,
    change: (change) => setTyped((before) => ({ ...before, ...change })),
    account,
    ready: isAccountName(account) && typed.password !== '' && typed.owned,
    store: act<typeof sessions.setCredentials>(
      'setCredentials',
      { body: body(typed.password, totpSecret) },
      { shown: { body: body('…', '…') } },
    ),
  }
}
