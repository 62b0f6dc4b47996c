import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PANEL_FOLDER } from '../src/api/panel-files.ts'

type Chunk = {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
  readonly isEntry?: boolean
  readonly isDynamicEntry?: boolean
}

/** What a page of the panel weighs, in bytes as they travel. */
export type Weight = { readonly name: string; readonly bytes: number }

/** The files of a built panel: which need which, and what they weigh compressed. */
export class PanelWeight {
  readonly #chunks: Readonly<Record<string, Chunk>>

  static async read(): Promise<PanelWeight> {
    const text = await readFile(join(PANEL_FOLDER, '.vite/manifest.json'), 'utf8')
    return new PanelWeight(JSON.parse(text))
  }

  private constructor(chunks: Readonly<Record<string, Chunk>>) {
    this.#chunks = chunks
  }

  /** All that must be there before a page and these entries are seen, HTML and style included. */
  async of(html: string, entries: readonly string[]): Promise<number> {
    const page = await readFile(join(PANEL_FOLDER, html), 'utf8')
    const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(
      ([, file = '']) => file,
    )
    const files = new Set<string>([html, ...named])
    const visit = (key: string): void => {
      const chunk = this.#chunks[key]
      if (chunk === undefined) throw new Error(`there is no ${key} in the built panel`)
      if (files.has(chunk.file)) return
      files.add(chunk.file)
      for (const css of chunk.css ?? []) files.add(css)
      for (const other of chunk.imports ?? []) visit(other)
    }
    for (const entry of entries) visit(entry)
    const sizes = await Promise.all(
      [...files].map(async (file) => (await stat(join(PANEL_FOLDER, `${file}.br`))).size),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  /** Every page that is fetched when it is looked at. */
  get pages(): readonly string[] {
    return Object.keys(this.#chunks).filter((key) => this.#chunks[key]?.isDynamicEntry === true)
  }
}
