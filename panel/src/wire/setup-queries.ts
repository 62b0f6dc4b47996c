import { queryOptions } from '@tanstack/react-query'
import type * as channels from '../../../src/contract/channels.ts'
import type * as practice from '../../../src/contract/practice.ts'
import { type AnswerOf, call } from './call.ts'

export type Practice = AnswerOf<typeof practice.getPractice>
export type Channel = AnswerOf<typeof channels.listChannels>['items'][number]

const LOOK_MS = 3000

/** With what one practises, if one does. */
export function practiceNow() {
  return queryOptions({
    queryKey: ['practice'],
    queryFn: ({ signal }) => call<typeof practice.getPractice>('getPractice', {}, { signal }),
    refetchInterval: LOOK_MS,
  })
}

/** The ways to reach people; whoever sets one up finds it here without reloading. */
export function channelsNow() {
  return queryOptions({
    queryKey: ['channels'],
    queryFn: ({ signal }) => call<typeof channels.listChannels>('listChannels', {}, { signal }),
    refetchInterval: LOOK_MS,
  })
}
