import { queryOptions } from '@tanstack/react-query'

export type Dialogue = {
  readonly id: string
  readonly account: string
  readonly asks: 'code' | 'human'
  readonly said: string | null
  readonly expiresAt: string
}

export function waitingDialogues() {
  return queryOptions({
    queryKey: ['dialogues'],
    queryFn: async (): Promise<{ items: Dialogue[] }> => ({ items: [] }),
  })
}

export function findCustomers(text: string) {
  return queryOptions({
    queryKey: ['customers', text],
    queryFn: async (): Promise<{ items: { id: string; name: string | null }[] }> => ({ items: [] }),
  })
}
