import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../src/config/env.ts'
import type { Closers } from '../src/kernel/closers.ts'

/** What every bench works with. */
export type Workshop = {
  /** Removed at the end, with all that is in it. */
  readonly folder: string
  /** Whatever a bench starts is registered here, so that Ctrl-C ends it too. */
  readonly closers: Closers
  /** Settings of the user, such as the path of the browser. */
  readonly environment: Environment
  /** Says how it goes, on stderr. */
  say(line: string): void
  /** Prints one result. */
  show(figures: Figures): void
}

/** One line of a bench's result: figures by their names. */
export type Figures = Readonly<Record<string, string | number>>

/** Opens a workshop whose folder is given back by `closers`. */
export async function openWorkshop(options: {
  readonly closers: Closers
  readonly environment: Environment
  readonly stderr: NodeJS.WritableStream
  readonly show: (figures: Figures) => void
}): Promise<Workshop> {
  const { closers, environment, stderr, show } = options
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-bench-'))
  closers.add('folder', () => rm(folder, { recursive: true, force: true }))
  // Ctrl-C may come while something is being started, which then puts its files into it.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  // The PostgreSQL server, which never runs as root, has its files below.
  await chmod(folder, 0o711)
  return { folder, closers, environment, show, say: (line) => void stderr.write(`${line}\n`) }
}
