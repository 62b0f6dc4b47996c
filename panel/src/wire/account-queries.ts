import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type * as accounts from '../../../src/contract/accounts.ts'
import { type AnswerOf, call } from './call.ts'

export type AccountDetail = AnswerOf<typeof accounts.getAccount>
export type Version = AnswerOf<typeof accounts.listVersions>['items'][number]
export type Refresh = AnswerOf<typeof accounts.listRefreshes>['items'][number]

/** What an act on an account makes old, by the first words of the keys. */
export const OF_ACCOUNTS = ['accounts', 'sessions'] as const

/** Asks anew for everything that an act on an account has made old. */
export async function renewAccounts(client: QueryClient): Promise<void> {
  await Promise.all(OF_ACCOUNTS.map((key) => client.invalidateQueries({ queryKey: [key] })))
}

/** One account: its health, budget and pace. */
export function oneAccount(account: string) {
  return queryOptions({
    queryKey: ['accounts', 'one', account],
    queryFn: ({ signal }) =>
      call<typeof accounts.getAccount>('getAccount', { params: { account } }, { signal }),
  })
}

export type Activity = AnswerOf<typeof accounts.accountActivity>

/** How much it has asked by day, and how it was answered today. */
export function activityOf(account: string) {
  return queryOptions({
    queryKey: ['accounts', 'activity', account],
    queryFn: ({ signal }) =>
      call<typeof accounts.accountActivity>('accountActivity', { params: { account } }, { signal }),
    staleTime: 60_000,
  })
}

/** As what it is seen by Instagram: it stays. */
export function deviceOf(account: string) {
  return queryOptions({
    queryKey: ['accounts', 'device', account],
    queryFn: ({ signal }) =>
      call<typeof accounts.accountDevice>('accountDevice', { params: { account } }, { signal }),
    staleTime: 10 * 60_000,
  })
}

/** The versions of its session, the newest first. */
export function versionsOf(account: string) {
  return queryOptions({
    queryKey: ['accounts', 'versions', account],
    queryFn: ({ signal }) =>
      call<typeof accounts.listVersions>(
        'listVersions',
        { params: { account }, query: { limit: 12 } },
        { signal },
      ),
  })
}

/** What a renewal comes to that has a session in the end. */
export const GOOD_REFRESHES: readonly string[] = ['logged-in', 'still-logged-in']

/** Its renewals, the newest first. */
export function refreshesOf(account: string) {
  return queryOptions({
    queryKey: ['accounts', 'refreshes', account],
    queryFn: ({ signal }) =>
      call<typeof accounts.listRefreshes>(
        'listRefreshes',
        { params: { account }, query: { limit: 50 } },
        { signal },
      ),
  })
}
