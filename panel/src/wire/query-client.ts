import { QueryClient } from '@tanstack/react-query'
import { Refused } from './refused.ts'

/** What was read, and how long it is good for: events say earlier what has changed. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      // A refusal is an answer; a line that is down may come back.
      retry: (count, error) => !(error instanceof Refused) && count < 2,
    },
    mutations: { retry: false },
  },
})
