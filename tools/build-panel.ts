import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUT = join(ROOT, 'panel/dist')
const STAMP = join(OUT, '.built-from')

/** What the panel is made of. */
const SOURCES = ['panel/src', 'panel/public', 'src/contract', 'src/words']
const FILES = [
  'panel/index.html',
  'panel/result.html',
  'panel/vite.config.ts',
  'panel/drawn.config.ts',
  'package-lock.json',
]

/** What building came to. */
export type PanelBuild =
  | { readonly kind: 'built'; readonly files: number }
  /** What is there was built from these very sources. */
  | { readonly kind: 'up-to-date' }
  /** The packages that build it are not installed: what is there is used as it is. */
  | { readonly kind: 'no-builder'; readonly isThere: boolean }

/**
 * Builds the panel into `panel/dist` if its sources have changed since: compressed once, so that
 * serving it costs nothing. Takes a few milliseconds when there is nothing to do.
 */
export async function buildPanel(): Promise<PanelBuild> {
  const digest = await digestOfSources()
  if (existsSync(STAMP) && (await readFile(STAMP, 'utf8')) === digest) return { kind: 'up-to-date' }
  if (!hasBuilder()) return { kind: 'no-builder', isThere: existsSync(join(OUT, 'index.html')) }
  // Beside the old one, so that whoever serves it meanwhile goes on.
  const fresh = `${OUT}.${process.pid}`
  await buildAs('panel/vite.config.ts', fresh)
  const files = await compressAll(fresh)
  // The server runs it; nobody is sent it.
  await buildAs('panel/drawn.config.ts', fresh)
  await writeFile(join(fresh, '.built-from'), digest)
  await rm(OUT, { recursive: true, force: true })
  try {
    await rename(fresh, OUT)
  } catch (error) {
    // Somebody else has built the same at the same time.
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(STAMP)) throw error
  }
  return { kind: 'built', files }
}

async function buildAs(config: string, outDir: string): Promise<void> {
  const { build } = await import('vite')
  const { NODE_ENV: before } = process.env
  // Tests say "test" there, which would put React's aids for developing into what is served.
  process.env.NODE_ENV = 'production'
  try {
    await build({ configFile: join(ROOT, config), logLevel: 'error', build: { outDir } })
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const names: string[] = [...FILES]
  for (const folder of SOURCES) {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.includes('.test.')) continue
      names.push(join(entry.parentPath, entry.name).slice(ROOT.length))
    }
  }
  for (const name of names.sort()) {
    hash.update(`${name}\0`)
    hash.update(await readFile(join(ROOT, name)))
  }
  return hash.digest('hex')
}

function hasBuilder(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite/package.json')
    return true
  } catch {
    return false
  }
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

async function compressAll(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\.(js|css|html|svg)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file)
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
      await writeFile(`${file}.br`, await brotli(content, { params }))
      await writeFile(`${file}.gz`, await zip(content, { level: 9 }))
    }),
  )
  return files.length
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPanel()
