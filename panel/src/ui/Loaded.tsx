import type { ReactNode } from 'react'
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
  readonly children: (data: T) => ReactNode
}

/** An answer in its states: error, loading, data. What was read stays until it can be renewed. */
export function Loaded<T>({ query, rows, long, children }: Props<T>): ReactNode {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null && query.error !== undefined) {
    return <Trouble error={query.error} retry={() => void query.refetch()} />
  }
  return (
    <Waiting {...(rows === undefined ? {} : { rows })} {...(long === undefined ? {} : { long })} />
  )
}
