import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

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
