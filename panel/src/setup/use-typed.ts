import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WAYS } from '../acts/AddAccount.tsx'
import { type CookiesDraft, useCookies } from '../acts/use-cookies.ts'
import { type NameDraft, useName } from '../acts/use-name.ts'
import { type PasswordDraft, usePassword } from '../acts/use-password.ts'
import { practiceNow } from '../wire/setup-queries.ts'
import type { Attempt } from './attempt.ts'

type Way = (typeof WAYS)[number]

/** What was typed in the steps of one who has signed in: it stays, whichever step he looks at. */
export type Typed = {
  readonly way: Way
  readonly setWay: (way: Way) => void
  readonly name: NameDraft
  readonly password: PasswordDraft
  readonly cookies: CookiesDraft
  readonly target: NameDraft
  /** The account that was sent. */
  readonly begun: Attempt | null
  readonly setBegun: (attempt: Attempt | null) => void
}

/** Kept in memory alone, over what is filled in for practice. */
export function useTyped(): Typed {
  const practice = useQuery(practiceNow()).data
  const account = practice?.account ?? null
  const [way, setWay] = useState<Way>('password')
  const [begun, setBegun] = useState<Attempt | null>(null)
  const name = useName(account?.username)
  const filled =
    account === null
      ? {}
      : { password: account.password, totpSecret: account.totpSecret ?? '', owned: true }
  const password = usePassword(name, filled)
  const cookies = useCookies(name)
  const target = useName(practice?.target ?? '')
  return { way, setWay, name, password, cookies, target, begun, setBegun }
}
