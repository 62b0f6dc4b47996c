import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { removeFolder } from './quick-folder.ts'

const root = new URL('..', import.meta.url)
const file = (path: string) => readFile(new URL(path, root), 'utf8')

test('the image has the browser that playwright-core of the same version wants', async () => {
  const { dependencies } = JSON.parse(await file('package.json'))
  expect(await file('deploy/Dockerfile')).toContain(
    `playwright:v${dependencies['playwright-core']}-noble`,
  )
})

test('the units and the compose file name settings that there are', async () => {
  const readme = await file('README.md')
  for (const path of [
    'deploy/compose.yaml',
    'deploy/Dockerfile',
    'deploy/systemd/evercheck.service',
    'deploy/systemd/evercheck-worker@.service',
  ]) {
    const named = (await file(path)).match(/\bEVERCHECK_[A-Z_]+/g) ?? []
    expect(named.length).toBeGreaterThan(0)
    for (const setting of named) expect(readme, `${setting} in ${path}`).toContain(setting)
  }
})

test('both units and the containers wait as long as a login may take', async () => {
  const minutes = 6
  for (const unit of ['evercheck.service', 'evercheck-worker@.service']) {
    expect(await file(`deploy/systemd/${unit}`)).toContain(`TimeoutStopSec=${minutes}min`)
  }
  expect(await file('deploy/compose.yaml')).toContain(`stop_grace_period: ${minutes}m`)
})

test('what is written down as a command is one', async () => {
  const operations = await file('docs/operations.md')
  const readme = await file('README.md')
  const commands = new Set(
    [...operations.matchAll(/evercheck(?:\.js)? ([a-z]+)(?: ([a-z]+))?/g)].map(([, name]) => name),
  )
  commands.delete('evercheck')
  for (const name of commands) {
    expect(readme, `evercheck ${name}`).toMatch(new RegExp(`npx evercheck ${name}\\b`))
  }
})

test('away from its folder the program is called by its path, never by a name that npm would fetch', async () => {
  for (const page of ['docs/operations.md', 'docs/ru/operations.md']) {
    const blocks = [...(await file(page)).matchAll(/^```.*\n([\s\S]*?)^```/gm)].map(
      ([, code]) => code,
    )
    const cron = blocks.find((code) => /^[\d*]+ [\d*]+ \* \* \*/m.test(code ?? ''))
    expect(cron).toMatch(/^EVERCHECK_DATA=\/.*\n.* \/opt\/evercheck\/bin\/evercheck\.js /)
    expect(blocks.join('')).not.toMatch(/\bnpx\b/)
  }
  for (const unit of ['evercheck.service', 'evercheck-worker@.service']) {
    const text = await file(`deploy/systemd/${unit}`)
    expect(text).toMatch(/^ExecStart=\/opt\/evercheck\/bin\/evercheck\.js /m)
    expect(text).toMatch(/^Environment=EVERCHECK_DATA=\//m)
  }
})

test('what is put beside the program to be read once is not taken into its history', async () => {
  const ignored = (await file('.gitignore')).split('\n')
  for (const secret of ['/password*.txt', '/totp*.txt', '/cookies*.txt', 'data/', '/report/']) {
    expect(ignored).toContain(secret)
  }
})

test('every image is one of a version', async () => {
  const compose = await file('deploy/compose.yaml')
  const images = [...compose.matchAll(/^ +image: (\S+)$/gm)].map(([, image = '']) => image)
  // Our own is built from what lies here.
  expect(images.filter((image) => image !== 'evercheck').length).toBeGreaterThan(3)
  for (const image of images) if (image !== 'evercheck') expect(image).toMatch(/:v?\d+(\.\d+)*$/)
  expect(await file('deploy/Dockerfile')).toMatch(/^FROM \S+:v\d+\.\d+\.\d+-\w+$/m)
})

test('the image holds to what linters of such files ask for', async () => {
  const text = await file('deploy/Dockerfile')
  const steps = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
  const last = (name: string) => steps.findLast((line) => line.startsWith(`${name} `))
  // Not as root, no shell in between, no `ADD`, no `latest`, a folder of its own, `npm ci`.
  expect(last('USER')).toBe('USER evercheck')
  expect(last('ENTRYPOINT')).toMatch(/^ENTRYPOINT \[/)
  expect(last('CMD')).toMatch(/^CMD \[/)
  expect(steps.some((line) => /^ADD |:latest|npm install|\bsudo\b|curl .*\|/.test(line))).toBe(
    false,
  )
  expect(steps.findIndex((line) => line.startsWith('WORKDIR /'))).toBeGreaterThan(0)
  expect(steps.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true)
})

const ANALYZE = '/usr/bin/systemd-analyze'

test.skipIf(!existsSync(ANALYZE))('systemd finds nothing wrong with the units', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'units-'))
  onTestFinished(() => removeFolder(folder))
  for (const unit of ['evercheck.service', 'evercheck-worker@.service']) {
    // Here nothing is installed.
    const text = (await file(`deploy/systemd/${unit}`)).replace(
      /^ExecStart=\S+/m,
      'ExecStart=/bin/true',
    )
    const path = join(folder, unit)
    await writeFile(path, text)
    const verified = spawnSync(ANALYZE, ['verify', '--man=no', path], { encoding: 'utf8' })
    expect([verified.status, verified.stderr]).toEqual([0, ''])
    const security = execFileSync(
      ANALYZE,
      ['security', '--offline=yes', '--threshold=25', '--no-pager', path],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    )
    expect(security).toMatch(/Overall exposure level for \S+: 2\.[0-5] OK/)
  }
})
