import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../kernel/clock.ts'

type Context = {
  readonly clock: Pick<Clock, 'now'>
  readonly settings: { readonly temporaryFolder: string }
}

/** Nothing is in use for as long as this. */
const OLD_MS = 30 * 60_000

/** A folder of its own for files on their way, for as long as `use` takes. */
export async function withTemporary<T>(
  { settings }: Context,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(settings.temporaryFolder, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(settings.temporaryFolder, 'telegram-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Deletes what a process has left that died in the middle: what people sent is not kept. */
export async function clearTemporary({ clock, settings }: Context): Promise<void> {
  const { temporaryFolder: within } = settings
  for (const name of await readdir(within).catch(() => [])) {
    const path = join(within, name)
    const found = await stat(path).catch(() => null)
    if (found === null || clock.now().getTime() - found.mtimeMs < OLD_MS) continue
    await rm(path, { recursive: true, force: true })
  }
}
