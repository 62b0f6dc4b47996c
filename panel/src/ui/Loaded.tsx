import type { ReactNode } from 'react'
import { Refused } from '../wire/refused.ts'
import { Trouble } from './Trouble.tsx'
import { Waiting } from './Waiting.tsx'

type Query<T> = {
  readonly data: T | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

type Props<T> = {
  readonly query: Query<T>
  readonly rows?: number
  /** What takes so long, where it may. */
  readonly long?: string | undefined
  /** The shape of what comes, where that is not rows. */
  readonly frame?: ReactNode
  /** In place of an error where what was sought cannot be the name of anything. */
  readonly none?: ReactNode
  readonly children: (data: T) => ReactNode
}

/**
 * An answer in its states: error, loading, data. What was read stays until it can be renewed, or
 * until it is heard that there is no such thing any more.
 */
export function Loaded<T>({ query, rows, long, frame, none, children }: Props<T>): ReactNode {
  if (query.data !== undefined && !isGone(query.error)) return children(query.data)
  if (query.error !== null && query.error !== undefined) {
    if (none !== undefined && isNoName(query.error)) return none
    return <Trouble error={query.error} retry={() => void query.refetch()} />
  }
  if (frame !== undefined) return frame
  return (
    <Waiting {...(rows === undefined ? {} : { rows })} {...(long === undefined ? {} : { long })} />
  )
}

function isGone(error: unknown): boolean {
  return error instanceof Refused && error.status === 404
}

function isNoName(error: unknown): boolean {
  return error instanceof Refused && error.code === 'REQUEST_INVALID'
}
