import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let open = false

/** Whether the palette is open. */
export function usePaletteOpen(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
}

/** Opens the palette. */
export function openPalette(): void {
  set(true)
}

/** Closes the palette. */
export function closePalette(): void {
  set(false)
}

function set(value: boolean): void {
  open = value
  for (const listener of listeners) listener()
}
