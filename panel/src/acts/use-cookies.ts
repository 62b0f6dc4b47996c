import { useState } from 'react'
import type * as contract from '../../../src/contract/accounts.ts'
import { type Act, act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'
import { accountName, isAccountName } from './account-name.ts'
import type { NameDraft } from './use-name.ts'

/** The most characters that the server takes. */
export const COOKIES_MAX = 1_000_000
export const AGENT_MAX = 512

/** The field that a refusal is about. */
export const COOKIES_BLAMES = { COOKIES_UNREADABLE: 'cookies' } as const

/** A session of the operator's own browser, as it is pasted. */
export type CookiesTyped = {
  readonly username: string
  readonly cookies: string
  readonly userAgent: string
}

/** Cookies that are being pasted, and what taking them over would be. */
export type CookiesDraft = {
  readonly typed: CookiesTyped
  readonly change: (change: Partial<CookiesTyped>) => void
  readonly account: string
  readonly ready: boolean
  /** Lets go of what was pasted, when it has served. */
  readonly forget: () => void
  readonly take: Act<AnswerOf<typeof contract.importAccount>>
}

const NOTHING = { cookies: '', userAgent: '' }

/** A session of another browser, and the act that takes it over once it has answered. */
export function useCookies(name: NameDraft): CookiesDraft {
  const [own, setOwn] = useState(NOTHING)
  const typed = { ...own, username: name.typed }
  const account = accountName(typed.username)
  const userAgent = typed.userAgent.trim()
  const request = (cookies: string) => ({
    params: { account },
    body: { cookies, ...(userAgent === '' ? {} : { userAgent }) },
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
      typed.cookies.trim() !== '' &&
      typed.cookies.length <= COOKIES_MAX &&
      userAgent.length <= AGENT_MAX,
    forget: () => setOwn(NOTHING),
    take: act<typeof contract.importAccount>('importAccount', request(typed.cookies), {
      shown: request('…'),
    }),
  }
}
