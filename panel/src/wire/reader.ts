import { ROUTES } from 'virtual:routes'
import { useQuery } from '@tanstack/react-query'
import type * as auth from '../../../src/contract/auth.ts'
import type { AnswerOf } from './call.ts'

/** Whoever has signed in. */
export type Me = AnswerOf<typeof auth.readMe>

/** Under which key it is known who looks at the panel. */
export const ME = ['me'] as const

const ROLES = ['read-only', 'operator', 'owner'] as const

/** What whoever looks at the panel may; null while that is not known. */
export function useRole(): Me['role'] | null {
  return useQuery<Me>({ queryKey: ME, enabled: false }).data?.role ?? null
}

/** Whether an operator of this role may do what an endpoint does. Pure. */
export function mayDo(role: Me['role'], id: string): boolean {
  const least = ROUTES[id]?.[3] ?? 'read-only'
  return ROLES.indexOf(role) >= ROLES.indexOf(least)
}
