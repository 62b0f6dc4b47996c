import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Language } from '../words/language.ts'

/** What the first frame of session health is drawn from, and for whom. */
export type Drawing = {
  /** What the panel asks first, by path, as it was answered. */
  readonly answers: Readonly<
    Record<string, { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }>
  >
  readonly language: Language
  /** The reader's, by its IANA name. */
  readonly zone: string
}

/**
 * Draws the first frame as HTML, with the very components that the browser draws it with; null if
 * an answer is missing that it would show.
 */
export type DrawPanel = (drawing: Drawing) => string | null

/** What draws, as it was built beside the panel in `folder`; null where it was not. */
export async function panelDrawing(folder: string): Promise<DrawPanel | null> {
  const file = join(folder, 'drawn.js')
  if (!existsSync(file)) return null
  const { draw }: { readonly draw: DrawPanel } = await import(pathToFileURL(file).href)
  return draw
}

/** The name of a zone, as a browser has said it; null where there is none of that name. */
export function zoneNamed(name: string | null): string | null {
  if (name === null || name.length > 64) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return null
  }
}
