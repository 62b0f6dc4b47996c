import { queryOptions, useQuery } from '@tanstack/react-query'
import type * as auth from '../../../src/contract/auth.ts'
import { call } from '../wire/call.ts'
import { IS_DRAWING } from '../wire/drawn.ts'
import { onStranger } from '../wire/prove.ts'
import { queryClient } from '../wire/query-client.ts'
import { ME, type Me } from '../wire/reader.ts'
import { Refused } from '../wire/refused.ts'

export type Session =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'nobody' }
  /** The server does not say: it cannot be reached. */
  | { readonly kind: 'unsaid'; readonly error: unknown; readonly again: () => void }
  | { readonly kind: 'operator'; readonly me: Me }

/** Who looks at the panel, as it is asked. */
export function whoLooks() {
  return queryOptions({
    queryKey: ME,
    queryFn: ({ signal }) => call<typeof auth.readMe>('readMe', {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
}

/** Who looks at the panel. */
export function useSession(): Session {
  const query = useQuery({ ...whoLooks(), enabled: mayBeKnown() })
  if (query.data) return { kind: 'operator', me: query.data }
  if (!mayBeKnown()) return { kind: 'nobody' }
  if (query.error === null) return { kind: 'unknown' }
  // That too much was asked, say, tells nothing of who asks.
  if (query.error instanceof Refused && isNobody(query.error)) return { kind: 'nobody' }
  return { kind: 'unsaid', error: query.error, again: () => void query.refetch() }
}

function isNobody({ status }: Refused): boolean {
  return status === 401 || status === 403
}

/** Asks again, where the server may be another by now, or know the reader no more. */
export function askWhoLooks(): void {
  void queryClient.invalidateQueries({ queryKey: ME })
}

/** Takes note of who has signed in. */
export function signedIn(me: Me): void {
  note(true)
  queryClient.setQueryData(ME, me)
}

let isLeaving = false

/** Signs out, and forgets what was read. */
export async function signOut(): Promise<void> {
  isLeaving = true
  try {
    await call<typeof auth.signOut>('signOut')
  } catch (error) {
    // Whoever is not known any more has left all the same.
    isLeaving = error instanceof Refused && error.status === 401
    if (!isLeaving) throw error
  }
  note(false)
  location.assign('/sign-in')
}

onStranger(() => {
  // What the page still asks while one signs out is refused, and nobody wants to come back to it.
  if (isLeaving) return
  // What was typed stays: the form says how to go on.
  if (isTyped()) return
  // Only what was known before can be lost: the first question may well be asked by nobody.
  note(false)
  if (queryClient.getQueryData(ME) === undefined) return
  queryClient.removeQueries({ queryKey: ME })
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`)
})

/** Whether something is typed that leaving would lose: in a window, or in a form of the page. */
function isTyped(): boolean {
  if (document.querySelector('dialog[open] form') !== null) return true
  const fields = document.querySelectorAll<HTMLInputElement>('main form input')
  return [...fields].some(({ value }) => value !== '')
}

const MARK = 'evercheck-signed-in'

/** Whether it is worth asking who looks: the cookie itself is hidden from pages. */
function mayBeKnown(): boolean {
  if (IS_DRAWING) return true
  try {
    return localStorage.getItem(MARK) !== null
  } catch {
    return true
  }
}

function note(known: boolean): void {
  try {
    if (known) localStorage.setItem(MARK, 'yes')
    else localStorage.removeItem(MARK)
  } catch {
    // A browser that keeps nothing is asked every time.
  }
}
