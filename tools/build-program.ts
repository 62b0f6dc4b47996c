import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Beside the packages: only those can write there who could change them as well. */
const OUT = join(ROOT, 'node_modules/.cache/evercheck-program')
const CURRENT = join(OUT, 'current.json')

/** The files that processes are started with. */
const ENTRIES: Readonly<Record<string, string>> = {
  main: join(ROOT, 'src/main.ts'),
  simulator: join(ROOT, 'simulator/main.ts'),
  'draw-picture-process': join(ROOT, 'src/reports/draw-picture-process.ts'),
}

/** Of these, too, all files become few; others are loaded from where they are. */
const PACKAGES = [
  ...['kysely', 'zod', 'commander', 'undici', 'tough-cookie', 'tldts', 'tldts-core', 'otpauth'],
  ...['pg', 'pg-connection-string', 'pg-int8', 'pg-pool', 'pg-protocol', 'pg-types', 'pgpass'],
  ...['postgres-array', 'postgres-bytea', 'postgres-date', 'postgres-interval', 'split2', 'xtend'],
  ...['@noble/hashes', 'ipaddr.js'],
]

/** Others keep running on an older one while a new one is built. */
const KEPT_MAX = 4

/** A source as it was when it was built: its path, length and time. */
type Source = readonly [path: string, bytes: number, modifiedMs: number]

/**
 * Builds the few files that the launcher runs instead of our hundreds and those of our packages, if
 * a source has changed since: a process then starts in three fifths of the time. They are no other
 * program: the launcher takes the sources wherever one of them has changed.
 */
export async function buildProgram(): Promise<'built' | 'up-to-date' | 'no-builder'> {
  if (await isCurrent()) return 'up-to-date'
  if (!hasBuilder()) return 'no-builder'
  await mkdir(OUT, { recursive: true })
  const began = join(OUT, `new-${process.pid}`)
  const modules = await bundle(began)
  const sources = await Promise.all(
    [...modules, 'package-lock.json', 'node_modules/.package-lock.json'].sort().map(asItIs),
  )
  const digest = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16)
  const folder = join(OUT, digest)
  // Whoever builds the same at the same time is content with either.
  await rename(began, folder).catch(() => rm(began, { recursive: true, force: true }))
  await removeOld(digest)
  const fresh = `${CURRENT}.${process.pid}`
  await writeFile(fresh, JSON.stringify({ main: join(digest, 'main.js'), sources }))
  await rename(fresh, CURRENT)
  return 'built'
}

async function isCurrent(): Promise<boolean> {
  if (!existsSync(CURRENT)) return false
  const { main, sources }: { main: string; sources: Source[] } = JSON.parse(
    await readFile(CURRENT, 'utf8'),
  )
  if (!existsSync(join(OUT, main))) return false
  const now = await Promise.all(sources.map(([path]) => asItIs(path).catch(() => null)))
  return JSON.stringify(now) === JSON.stringify(sources)
}

async function asItIs(path: string): Promise<Source> {
  const { size, mtimeMs } = await stat(join(ROOT, path))
  return [path, size, mtimeMs]
}

function hasBuilder(): boolean {
  try {
    createRequire(import.meta.url).resolve('rolldown')
    return true
  } catch {
    return false
  }
}

/** Writes all of it into `folder` and returns which files of ours it was made of. */
async function bundle(folder: string): Promise<readonly string[]> {
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: { ...ENTRIES },
    cwd: ROOT,
    platform: 'node',
    external: (id, from, isResolved) => !isResolved && from !== undefined && isLeftAlone(id),
    plugins: [
      {
        name: 'places',
        transform: {
          filter: { code: /import\.meta\.url/ },
          handler: (code, id) => ({ code: withPlaces(code, id, folder) }),
        },
      },
      {
        name: 'http',
        resolveId: { filter: { id: /^node:http$/ }, handler: () => HTTP },
        load: { filter: { id: /^\0http$/ }, handler: () => ({ code: httpAsRequired() }) },
      },
    ],
    logLevel: 'silent',
  })
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
    })
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    const ids = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
    const ours = ids.filter((id) => id.startsWith(ROOT) && !id.includes('/node_modules/'))
    return ours.map((id) => relative(ROOT, id))
  } finally {
    await build.close()
  }
}

const HTTP = '\0http'

/**
 * Whoever imports `node:http` gets a second HTTP client with it, which Node carries along and we
 * never use: it costs a fifth of a command's start. Whoever requires it does not.
 */
function httpAsRequired(): string {
  const names = Object.entries(Object.getOwnPropertyDescriptors(http))
    .filter(([name, { get }]) => get === undefined && name !== 'default')
    .map(([name]) => name)
  return `
    import http from 'node:http'
import { createRequire } from 'node:module'
    const http = createRequire(import.meta.filename)('node:http')
    export default http
    export const { ${names.join(', ')} } = http`
}

/** Whether it is a package, and none of those that are taken in. */
function isLeftAlone(id: string): boolean {
  if (/^[./]/.test(id)) return false
  return !PACKAGES.some((name) => id === name || id.startsWith(`${name}/`))
}

/** What lies beside a source is looked for where the source is; our programs are built ones. */
function withPlaces(code: string, id: string, folder: string): string {
  const placed = code.replaceAll(/new URL\('(\.[^']*)', import\.meta\.url\)/g, (_, path) => {
    const file = resolve(dirname(id), path)
    const [entry] = Object.entries(ENTRIES).find(([, source]) => source === file) ?? []
    const place = entry ? `./${entry}.js` : relative(folder, file) + (path.endsWith('/') ? '/' : '')
    return `new URL(${JSON.stringify(place)}, AT)`
  })
  const own = `new URL(${JSON.stringify(relative(folder, id))}, AT).href`
  return placed.replaceAll('import.meta.url', own).replaceAll(/\bAT\b/g, 'import.meta.url')
}

async function removeOld(current: string): Promise<void> {
  const names = (await readdir(OUT)).filter((name) => /^[0-9a-f]{16}$/.test(name))
  const aged = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(OUT, name))).mtimeMs })),
  )
  const old = aged.filter(({ name }) => name !== current).sort((a, b) => b.atMs - a.atMs)
  for (const { name } of old.slice(KEPT_MAX)) {
    await rm(join(OUT, name), { recursive: true, force: true })
  }
}
