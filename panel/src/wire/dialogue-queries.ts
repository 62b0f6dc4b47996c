import { queryOptions } from '@tanstack/react-query'
import type * as dialogues from '../../../src/contract/dialogues.ts'
import { type AnswerOf, call } from './call.ts'

/** A login that waits for a human. */
export type Dialogue = AnswerOf<typeof dialogues.listDialogues>['items'][number]

/** The logins that wait for a human. */
export function waitingDialogues() {
  return queryOptions({
    queryKey: ['dialogues', 'waiting'],
    queryFn: ({ signal }) => call<typeof dialogues.listDialogues>('listDialogues', {}, { signal }),
  })
}

/** One of them, ended or not. */
export function oneDialogue(id: string) {
  return queryOptions({
    queryKey: ['dialogues', 'one', id],
    queryFn: ({ signal }) =>
      call<typeof dialogues.getDialogue>('getDialogue', { params: { id } }, { signal }),
  })
}
