import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openCheck } from '../../src/checks/order.ts'
import { runCommand } from '../command.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { startService } from '../service-process.ts'
import { ADA, orderOf, Trial } from '../trial.ts'

test('a service says where it is, reads what is ordered, and is gone soon after SIGTERM', async () => {
  await using trial = await Trial.open()
  const settings = { ...trial.settings(), EVERCHECK_PACE_MS: '0' }
  await using service = await startService(['serve'], settings)
  expect(service.ready).toMatchObject({ ready: true })
  expect(service.ready.setup).toMatch(/^http:\/\/localhost:\d+\/setup#evi_[\w-]{43}$/)
  expect(service.ready.health).toMatch(/^http:\/\/localhost:\d+$/)
  for (const path of ['/healthz', '/readyz']) {
    expect((await fetch(`${service.ready.health}${path}`)).status).toBe(200)
  }
  expect((await fetch(`${service.ready.health}/elsewhere`)).status).toBe(404)

  const ordered = await runCommand(
    ['check', ADA.username, '--json', '--out', trial.reportFolder],
    settings,
  )
  expect(ordered.json).toMatchObject({ status: 'completed' })
  expect(ordered.stderr).toContain('The service reads it')
  const { exitCode, tookMs } = await service.end()
  expect(exitCode).toBe(0)
  expect(tookMs).toBeLessThan(5000)
})

test('a service that ends finishes its page and leaves the check to others', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await openCheck(trial.app, orderOf())
  const settings = { ...trial.settings(), EVERCHECK_PACE_MS: '300' }
  await using service = await startService(['serve', '--roles', 'work'], settings)
  while ((await trial.saved('followers')).length === 0) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { exitCode, tookMs } = await service.end()
  expect({ exitCode, isQuick: tookMs < 5000 }).toEqual({ exitCode: 0, isQuick: true })
  const { state, holder } = await trial.app.db
    .selectFrom('checks')
    .select(['state', 'holder'])
    .executeTakeFirstOrThrow()
  expect({ state, holder }).toEqual({ state: 'queued', holder: null })
})

test('what Node has made of a new version is kept before a service says that it runs', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const cache = await makeOwnFolder(await quickFolder(), 'compiled')
  onTestFinished(() => removeFolder(cache))
  await using service = await startService(['serve', '--roles', 'work,api'], {
    ...trial.settings(),
    NODE_COMPILE_CACHE: cache,
  })
  // At its end it would be too late: on a busy machine that takes longer than anybody waits.
  const kept = await filesBelow(cache)
  expect(kept).toBeGreaterThan(500)
  expect((await service.end()).exitCode).toBe(0)
  expect((await filesBelow(cache)) - kept).toBeLessThan(50)
})

async function filesBelow(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found.filter((each) => each.isFile()).length
}

test('a port that is taken, and a role that there is not, are said', { tags: 'long' }, async () => {
  await using trial = await Trial.open()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : 0
  const settings = { ...trial.settings(), EVERCHECK_HEALTH_LISTEN: `127.0.0.1:${port}` }
  const taken = await runCommand(['serve', '--json'], settings)
  expect(taken.exitCode).toBe(6)
  expect(taken.json).toMatchObject({ status: 'error', code: 'LISTEN_FAILED' })
  await new Promise((resolve) => other.close(resolve))
  const wrong = await runCommand(['serve', '--roles', 'work,cook', '--json'], settings)
  expect(wrong.exitCode).toBe(2)
  expect(wrong.json).toMatchObject({ status: 'error', code: 'USAGE_INVALID' })
})
