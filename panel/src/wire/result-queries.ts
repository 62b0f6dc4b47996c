import { queryOptions } from '@tanstack/react-query'
import type * as results from '../../../src/contract/results.ts'
import { type AnswerOf, call } from './call.ts'
import { fileQuery, type PeopleFilter, type PeoplePlace, pageQuery } from './people-query.ts'

type Answer = AnswerOf<typeof results.checkResult>

/** What a check came to, without the names. */
export type Result = Extract<Answer, { counts: unknown }>
export type ListName = (typeof results.RESULT_LISTS)[number]

/** The figures of a check's result. */
export function resultOf(id: string) {
  return queryOptions({
    queryKey: ['checks', 'result', id],
    queryFn: async ({ signal }) => {
      const request = { params: { id }, query: {} }
      const answer = await call<typeof results.checkResult>('checkResult', request, { signal })
      // Without a list it is the figures.
      return answer as Result
    },
  })
}

/** A page of one list. */
export async function pageOfList(
  id: string,
  list: ListName,
  filter: PeopleFilter,
  place: PeoplePlace,
  signal: AbortSignal,
): Promise<Extract<Answer, { items: unknown }>> {
  const request = { params: { id }, query: pageQuery(list, filter, place) }
  const answer = await call<typeof results.checkResult>('checkResult', request, { signal })
  return answer as Extract<Answer, { items: unknown }>
}

/** Where those of a list whom a filter finds are downloaded. */
export function downloadOf(
  id: string,
  list: ListName,
  filter: PeopleFilter,
  format: 'csv' | 'xlsx' | 'ndjson',
): string {
  const query = fileQuery(list, filter, { format, language: navigator.language })
  return `/api/v1/checks/${encodeURIComponent(id)}/result${query}`
}
