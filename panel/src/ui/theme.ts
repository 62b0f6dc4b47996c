import { useSyncExternalStore } from 'react'
import { keep } from './kept.ts'

/** What the reader has chosen; `system` follows the machine. */
export type Theme = 'light' | 'dark' | 'system'

const listeners = new Set<() => void>()

/** The theme chosen on this machine. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, chosenTheme)
}

/** From light to dark and back, whichever it is by choice or by the system. */
export function switchTheme(): void {
  const { colorScheme } = getComputedStyle(document.documentElement)
  chooseTheme(colorScheme === 'dark' ? 'light' : 'dark')
}

/** What `borrowTheme` has put on, until the reader chooses. */
let borrowed: Theme | null = null

/** Looks as the app does that this page is shown in, unless the reader has chosen otherwise. */
export function borrowTheme(theme: 'light' | 'dark'): void {
  const { dataset } = document.documentElement
  if (dataset.theme !== undefined && dataset.theme !== borrowed) return
  dataset.theme = theme
  borrowed = theme
  for (const listener of listeners) listener()
}

/** Chooses a theme, here and at the next visit. */
export function chooseTheme(theme: Theme): void {
  borrowed = null
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  keep('theme', theme)
  for (const listener of listeners) listener()
}

function chosenTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
