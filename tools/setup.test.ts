import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

function setUp(env: NodeJS.ProcessEnv) {
  const program = fileURLToPath(new URL('setup.ts', import.meta.url))
  return spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  })
}

test('a machine that is ready is told nothing', () => {
  expect(setUp({})).toMatchObject({ status: 0, stdout: '', stderr: '' })
})

test('a wrong EVERCHECK_BROWSER is named, and ends with 6', () => {
  const end = setUp({ EVERCHECK_BROWSER: '/nowhere/chromium' })
  expect(end.status).toBe(6)
  expect(end.stderr).toContain('EVERCHECK_BROWSER is set to /nowhere/chromium')
})
