import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { removeFolder } from '../quick-folder.ts'
import type { Mend } from './mends.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** What a storm without a mend came to. */
export type Missed = {
  readonly name: string
  readonly fault: string
  /** The seed of the bout that found it; null when none did. */
  readonly seed: number | null
  /** Checks until then. */
  readonly checks: number
  readonly broken: readonly string[]
}

/** Takes one mend out of a copy of the tree, and lets a storm look for the fault. */
export async function withoutMend(mend: Mend, seed: number, checksMax: number): Promise<Missed> {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-without-'))
  try {
    for (const name of ['src', 'simulator', 'test', 'package.json']) {
      await cp(join(ROOT, name), join(folder, name), { recursive: true })
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const file = join(folder, mend.file)
    await writeFile(file, without(mend, await readFile(file, 'utf8')))
    return await storm(folder, mend, seed, checksMax)
  } finally {
    await removeFolder(folder)
  }
}

/** The text of a file without the mend. @throws Error when the mend is not there, or not once */
export function without(mend: Mend, text: string): string {
  return [mend, ...(mend.also ? [mend.also] : [])].reduce((left, cut) => {
    const parts = left.split(cut.text)
    if (parts.length !== 2) {
      throw new Error(`"${mend.name}" is ${parts.length - 1} times in ${mend.file}`)
    }
    return parts.join(cut.without)
  }, text)
}

type Line = {
  readonly seed?: number
  readonly broken?: readonly string[]
  readonly checks?: number
}

async function storm(
  folder: string,
  { name, fault }: Mend,
  firstSeed: number,
  checksMax: number,
): Promise<Missed> {
  const flags = ['--seed', String(firstSeed), '--checks', String(checksMax), '--json', '--first']
  const child = spawn(process.execPath, ['test/storm/main.ts', ...flags], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let seed: number | null = null
  let broken: readonly string[] = []
  let checks = 0
  for await (const text of createInterface({ input: child.stdout })) {
    // The storm's own lines, each an object of its figures.
    const line = JSON.parse(text) as Line
    if (line.broken && line.seed !== undefined) {
      seed ??= line.seed
      broken = line.broken
    }
    checks = line.checks ?? checks
  }
  return { name, fault, seed, checks, broken }
}
