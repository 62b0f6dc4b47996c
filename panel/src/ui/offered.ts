import { useEffect, useId, useSyncExternalStore } from 'react'
import type { Act } from '../wire/act.ts'
import { usePractising } from '../wire/practice.ts'

/** An act that a page offers now. */
export type Offered = { readonly name: string; readonly curl: string }

const listeners = new Set<() => void>()
const offered = new Map<string, Offered>()
let shown: readonly Offered[] = []

/** Lets others know of an act for as long as it is offered. */
export function useOffered(name: string, { curl }: Act): void {
  const key = useId()
  const practising = usePractising()
  useEffect(() => {
    // As a command it would be done for real.
    if (practising) return
    change(() => offered.set(key, { name, curl }))
    return () => change(() => offered.delete(key))
  }, [key, name, curl, practising])
}

/** The acts that the page offers. */
export function useAllOffered(): readonly Offered[] {
  return useSyncExternalStore(listen, () => shown)
}

function change(does: () => void): void {
  does()
  shown = [...offered.values()]
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
