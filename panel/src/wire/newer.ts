import { useEffect, useSyncExternalStore } from 'react'
import { serverVersion } from './call.ts'
import { useLine } from './line.ts'

const first: { version: string | null } = { version: null }

/** Whether the server has another version than when this page was loaded. */
export function useNewer(): boolean {
  // A server that changes breaks the line: that is when to look.
  useLine()
  const version = useSyncExternalStore(nothing, serverVersion)
  useEffect(() => {
    first.version ??= version
  }, [version])
  return first.version !== null && version !== null && version !== first.version
}

function nothing(): () => void {
  return () => undefined
}
