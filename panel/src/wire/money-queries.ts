import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type * as customers from '../../../src/contract/customers.ts'
import type * as money from '../../../src/contract/money.ts'
import type * as watching from '../../../src/contract/watching.ts'
import { type AnswerOf, call } from './call.ts'

export type Customer = AnswerOf<typeof customers.listCustomers>['items'][number]
export type Entry = AnswerOf<typeof money.listEntries>['items'][number]

/** The money of all customers in five figures. */
export function moneyFigures() {
  return queryOptions({
    queryKey: ['customers', 'money'],
    queryFn: ({ signal }) => call<typeof money.moneyFigures>('moneyFigures', {}, { signal }),
  })
}

/** A profile that a customer has read again and again. */
export type Watch = AnswerOf<typeof watching.listWatches>['items'][number]

/** What a customer watches. */
export function watchesOf(customer: string) {
  return queryOptions({
    queryKey: ['customers', 'watches', customer],
    queryFn: ({ signal }) =>
      call<typeof watching.listWatches>('listWatches', { query: { customer } }, { signal }),
  })
}

const PAGE = 100

/** Customers, the newest first. */
export function listCustomers(q: string, after: string | null = null) {
  return queryOptions({
    queryKey: ['customers', 'list', q, after],
    queryFn: ({ signal }) =>
      call<typeof customers.listCustomers>(
        'listCustomers',
        {
          query: {
            limit: PAGE,
            q,
            after,
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
}

/** Customers by a text, as it is typed. */
export function findCustomers(text: string) {
  return listCustomers(text)
}

/** One customer, and by what he is known. */
export function oneCustomer(customer: string) {
  return queryOptions({
    queryKey: ['customers', 'one', customer],
    queryFn: ({ signal }) =>
      call<typeof customers.getCustomer>('getCustomer', { params: { customer } }, { signal }),
  })
}

/** What a customer has. */
export function balanceOf(customer: string) {
  return queryOptions({
    queryKey: ['customers', 'balance', customer],
    queryFn: ({ signal }) =>
      call<typeof money.getBalance>('getBalance', { query: { customer } }, { signal }),
  })
}

/** What has moved a balance, the newest first. */
export function entriesOf(customer: string, after: string | null = null) {
  return queryOptions({
    queryKey: ['customers', 'entries', customer, after],
    queryFn: ({ signal }) =>
      call<typeof money.listEntries>(
        'listEntries',
        { query: { customer, limit: PAGE, after } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
}

/** The ledger of all customers, the newest entry first. */
export function wholeLedger(after: string | null) {
  return queryOptions({
    queryKey: ['customers', 'ledger', after],
    queryFn: ({ signal }) =>
      call<typeof money.listLedger>('listLedger', { query: { limit: PAGE, after } }, { signal }),
    placeholderData: keepPreviousData,
  })
}
