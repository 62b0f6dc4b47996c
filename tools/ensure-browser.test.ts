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
}) {
  let installed = can.there ?? null
  let lacking = can.lacksLibraries === true
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
    fault: async (path) => (lacking && path === can.download ? 'libnss3.so is missing' : null),
    download: install('download', can.download),
    installLibraries: can.root
      ? async () => {
          done.push('libraries')
          if (!can.libraries) return 'no libraries'
          lacking = false
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
