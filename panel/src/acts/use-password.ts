import { useState } from 'react'
import type * as accounts from '../../../src/contract/accounts.ts'
import { type Act, act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'
import { accountName, isAccountName } from './account-name.ts'
import type { NameDraft } from './use-name.ts'

/** The most characters that the server takes. */
export const PASSWORD_MAX = 200
export const SECRET_MAX = 500

/** The field that a refusal is about. */
export const PASSWORD_BLAMES = { TOTP_SECRET_INVALID: 'totpSecret' } as const

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
  /** Lets go of what was typed, when it has served. */
  readonly forget: () => void
  readonly store: Act<AnswerOf<typeof accounts.addAccount>>
}

type Own = Omit<PasswordTyped, 'username'>

/**
 * Name, password and two-factor secret of an account, typed over what is filled in, and the act
 * that stores them sealed.
 */
export function usePassword(name: NameDraft, filled: Partial<Own> = {}): PasswordDraft {
  const [own, setOwn] = useState<Partial<Own>>({})
  const nothing = { password: '', totpSecret: '', owned: false }
  const typed = { ...nothing, ...filled, ...own, username: name.typed }
  const account = accountName(typed.username)
  const totpSecret = typed.totpSecret.trim()
  const body = (password: string, secret: string) => ({
    username: account,
    password,
    ...(totpSecret === '' ? {} : { totpSecret: secret }),
  })
  return {
    typed,
    change: ({ username, ...change }) => {
      if (username !== undefined) name.type(username)
      setOwn((before) => ({ ...before, ...change }))
    },
    account,
    ready:
      isAccountName(account) &&
      typed.password !== '' &&
      typed.password.length <= PASSWORD_MAX &&
      totpSecret.length <= SECRET_MAX &&
      typed.owned,
    forget: () => setOwn({}),
    store: act<typeof accounts.addAccount>(
      'addAccount',
      { body: body(typed.password, totpSecret) },
      { shown: { body: body('…', '…') } },
    ),
  }
}
