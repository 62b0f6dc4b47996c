import { expect, test } from 'vitest'
import { type BrowserWays, ensureBrowser } from './ensure-browser.ts'

/** A machine on which `installed` is what the acts in `can` leave behind. */
function machine(can: {
  readonly there?: string
  readonly download?: string
  readonly libraries?: boolean
  readonly package?: string
  readonly root?: boolean
  readonly lacksLibraries?: boolean
  readonly broken?: string
  /** There is no sandbox; `mended` by the package. */
  readonly noSandbox?: 'mended' | 'for good'
}) {
  let installed = can.there ?? null
  let lacking = can.lacksLibraries === true
  let unsafe = can.noSandbox !== undefined
  const done: string[] = []
  const told: string[] = []
  const install = (what: string, path: string | undefined) => async () => {
    done.push(what)
    if (path === undefined) return `no ${what}`
    installed = path
    return null
  }
  const ways: BrowserWays = {
    find: async () => installed,
    fault: async (path) => {
      if (path === can.broken) return { kind: 'broken', why: 'it is out of reach' }
      if (lacking && path === can.download) return { kind: 'broken', why: 'libnss3.so is missing' }
      return unsafe ? { kind: 'no-sandbox', why: 'allow user namespaces' } : null
    },
    download: install('download', can.download),
    installLibraries: can.root
      ? async () => {
          done.push('libraries')
          if (!can.libraries) return 'no libraries'
          lacking = false
          return null
        }
      : null,
    installSandbox: can.root
      ? async () => {
          done.push('sandbox')
          unsafe = can.noSandbox === 'for good'
          return null
        }
      : null,
    installPackage: can.root ? install('package', can.package) : null,
    tell: (line) => told.push(line),
  }
  return { ways, done, told }
}

test('a browser that is there is taken without a word', async () => {
  const { ways, done, told } = machine({ there: '/usr/bin/chromium', root: true })
  expect(await ensureBrowser(ways)).toBe('/usr/bin/chromium')
  expect(done).toEqual([])
  expect(told).toEqual([])
})

test('without a browser Playwright downloads one', async () => {
  const { ways, done } = machine({ download: '/cache/shell' })
  expect(await ensureBrowser(ways)).toBe('/cache/shell')
  expect(done).toEqual(['download'])
})

test('a downloaded browser that lacks libraries gets them', async () => {
  const { ways, done } = machine({
    download: '/cache/shell',
    lacksLibraries: true,
    libraries: true,
    root: true,
  })
  expect(await ensureBrowser(ways)).toBe('/cache/shell')
  expect(done).toEqual(['download', 'libraries'])
})

test('where nothing can be downloaded, root installs the package of the system', async () => {
  const { ways, done, told } = machine({ package: '/usr/bin/chromium', root: true })
  expect(await ensureBrowser(ways)).toBe('/usr/bin/chromium')
  expect(done).toEqual(['download', 'package'])
  expect(told.join('\n')).toContain('The download failed: no download.')
})

test('nobody but root installs packages', async () => {
  const { ways, done } = machine({ package: '/usr/bin/chromium' })
  expect(await ensureBrowser(ways)).toBeNull()
  expect(done).toEqual(['download'])
})

test('a downloaded browser that does not start is not taken for one', async () => {
  const { ways, told } = machine({ download: '/cache/shell', lacksLibraries: true })
  expect(await ensureBrowser(ways)).toBeNull()
  expect(told.join('\n')).toContain('libnss3.so is missing')
})

test('when every way fails there is no browser, and each failure was told', async () => {
  const { ways, done, told } = machine({ root: true })
  expect(await ensureBrowser(ways)).toBeNull()
  expect(done).toEqual(['download', 'package'])
  expect(told.at(-1)).toBe('That failed too: no package.')
})

test('a browser that is there and does not start is told, and another is sought', async () => {
  const { ways, done, told } = machine({
    there: '/root/old',
    broken: '/root/old',
    download: '/c/shell',
  })
  expect(await ensureBrowser(ways)).toBe('/c/shell')
  expect(done).toEqual(['download'])
  expect(told[0]).toBe('The browser /root/old does not start: it is out of reach.')
})

test('root installs what gives the browser a sandbox', async () => {
  const { ways, done } = machine({ there: '/usr/bin/chromium', root: true, noSandbox: 'mended' })
  expect(await ensureBrowser(ways)).toBe('/usr/bin/chromium')
  expect(done).toEqual(['sandbox'])
})

test.each([{ root: true }, {}])(
  'a browser without a sandbox is there, and the remedy is told (%j)',
  async (who) => {
    const { ways, told } = machine({ there: '/usr/bin/chromium', noSandbox: 'for good', ...who })
    expect(await ensureBrowser(ways)).toBe('/usr/bin/chromium')
    expect(told.join('\n')).toContain('cannot be started in its sandbox: allow user namespaces.')
  },
)
