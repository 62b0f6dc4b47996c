import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type * as accounts from '../../../src/contract/accounts.ts'
import type * as links from '../../../src/contract/auth-links.ts'
import type * as checks from '../../../src/contract/checks.ts'
import type * as events from '../../../src/contract/events.ts'
import type * as history from '../../../src/contract/history.ts'
import type * as sessions from '../../../src/contract/sessions.ts'
import { type AnswerOf, call } from './call.ts'
import { OPEN_CHECKS, OVERVIEW_ACCOUNTS, OVERVIEW_HISTORY } from './first-asks.ts'

/** The eight figures, as they are answered. */
export type Health = AnswerOf<typeof sessions.sessionHealth>
export type Account = Health['accounts'][number]
export type History = AnswerOf<typeof history.sessionHistory>
export type CheckSummary = AnswerOf<typeof checks.listChecks>['items'][number]
export type CheckDetail = AnswerOf<typeof checks.getCheck>
export type CheckFilter = NonNullable<Parameters<typeof listChecks>[0]>

/** The eight figures of session health, and the accounts that need something first. */
export function sessionHealth() {
  return queryOptions({
    queryKey: ['sessions', 'health'],
    queryFn: ({ signal }) =>
      call<typeof sessions.sessionHealth>(
        'sessionHealth',
        { query: OVERVIEW_ACCOUNTS },
        { signal },
      ),
  })
}

type HistoryQuery = {
  readonly days: number
  readonly accounts?: number
  readonly account?: string
}

/** What the sessions lived through in so many days: those first that need something, or one. */
export function sessionHistory(query: HistoryQuery = OVERVIEW_HISTORY) {
  return queryOptions({
    queryKey: ['sessions', 'history', query],
    queryFn: ({ signal }) =>
      call<typeof history.sessionHistory>('sessionHistory', { query }, { signal }),
    staleTime: 60_000,
  })
}

const ACCOUNTS_PAGE = 200

type AccountsQuery = {
  readonly q?: string
  readonly group?: Account['group']
  readonly after?: string
  readonly limit?: number
}

/** Accounts, those first that need something. */
export function listAccounts(query: AccountsQuery) {
  return queryOptions({
    queryKey: ['accounts', 'list', query],
    queryFn: ({ signal }) =>
      call<typeof accounts.listAccounts>(
        'listAccounts',
        { query: { limit: ACCOUNTS_PAGE, ...query } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
}

/** Accounts by a part of their name, as it is typed. */
export function findAccounts(text: string) {
  return listAccounts({ q: text, limit: 12 })
}

type CheckQuery = {
  readonly state?: CheckSummary['state'] | 'open' | 'finished' | 'incomplete'
  readonly target?: string
  readonly customer?: string
  readonly after?: string
  readonly limit?: number
}

/** Checks, the newest first. */
export function listChecks(filter: CheckQuery) {
  return queryOptions({
    queryKey: ['checks', 'list', filter],
    queryFn: ({ signal }) =>
      call<typeof checks.listChecks>('listChecks', { query: filter }, { signal }),
    placeholderData: keepPreviousData,
  })
}

/** How many there are of each kind. */
export function checkCounts() {
  return queryOptions({
    queryKey: ['checks', 'counts'],
    queryFn: ({ signal }) => call<typeof checks.countChecks>('countChecks', {}, { signal }),
  })
}

/** The checks that are open, the newest first; what is read stands at the end of a long queue. */
export function openChecks() {
  return listChecks(OPEN_CHECKS)
}

type Checks = AnswerOf<typeof checks.listChecks>

/**
 * The same with all that are being read, however many wait behind them: they were ordered before
 * the others, and are looked for where not everything was given.
 */
export function useWithRunning(found: Checks | undefined, enabled = true): Checks | undefined {
  const isMore = enabled && found !== undefined && found.next !== null
  const running = useQuery({
    ...listChecks({ state: 'running', limit: OPEN_CHECKS.limit }),
    enabled: isMore,
  })
  return isMore ? withRunning(found, running.data) : found
}

/** Puts what is being read with what was found, where it is not among that. Pure. */
export function withRunning<T extends { readonly id: string }>(
  found: { readonly items: readonly T[]; readonly next: string | null },
  running: { readonly items: readonly T[] } | undefined,
): { items: T[]; next: string | null } {
  const known = new Set(found.items.map(({ id }) => id))
  const others = (running?.items ?? []).filter(({ id }) => !known.has(id))
  return { items: [...found.items, ...others], next: found.next }
}

/** Checks of a target, as it is typed. */
export function findChecks(target: string) {
  return listChecks({ target: target === '' ? 'x' : target, limit: 6 })
}

const EARLIER_MAX = 6
/** As many links as are asked for at a time. */
const LINKS_MAX = 20

/** The checks of a target that a customer had, the newest first. */
export function earlierChecks(target: string, customer: string) {
  return listChecks({ target, customer, state: 'finished', limit: EARLIER_MAX })
}

/** One check. */
export function oneCheck(id: string) {
  return queryOptions({
    queryKey: ['checks', 'one', id],
    queryFn: ({ signal }) =>
      call<typeof checks.getCheck>('getCheck', { params: { id } }, { signal }),
  })
}

/** The open links to a check. */
export function linksOf(id: string, after: string | null) {
  return queryOptions({
    queryKey: ['links', id, after],
    queryFn: ({ signal }) =>
      call<typeof links.listLinks>(
        'listLinks',
        {
          params: { id },
          query: { open: 'true', limit: LINKS_MAX, after },
        },
        { signal },
      ),
  })
}

export type Course = AnswerOf<typeof history.checkCourse>
export type Happened = AnswerOf<typeof events.checkTimeline>['items'][number]

/** How far a check was at which moment. */
export function checkCourse(id: string) {
  return queryOptions({
    queryKey: ['checks', 'course', id],
    queryFn: ({ signal }) =>
      call<typeof history.checkCourse>('checkCourse', { params: { id } }, { signal }),
  })
}

/** What has happened to a check. */
export function checkTimeline(id: string) {
  return queryOptions({
    queryKey: ['checks', 'timeline', id],
    queryFn: ({ signal }) =>
      call<typeof events.checkTimeline>('checkTimeline', { params: { id } }, { signal }),
  })
}
