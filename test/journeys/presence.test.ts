import { expect, test } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { livingProcesses, roleHolders } from '../../src/presence/presence-store.ts'
import { SoleRoles } from '../../src/presence/sole-roles.ts'
import { Trial } from '../trial.ts'

/** A process that would do a role, and what it says of it. */
function candidate(app: Trial['app'], said: string[]) {
  const roles = new SoleRoles({ ...app, clock: systemClock })
  const over = new AbortController()
  const failed = (error: unknown) => void said.push(String(error))
  const duty = async (signal: AbortSignal): Promise<void> => {
    said.push(`${app.holder} begins`)
    await systemClock.sleep(3_600_000, signal).catch(() => undefined)
    said.push(`${app.holder} ends`)
  }
  const done = roles.alone('schedule', duty, { signal: over.signal, failed })
  return {
    async leave() {
      over.abort(new Error('enough'))
      await done
    },
  }
}

async function until(found: () => boolean): Promise<number> {
  const beganMs = performance.now()
  while (!found()) await new Promise((resolve) => setImmediate(resolve))
  return performance.now() - beganMs
}

test('a role that only one may have passes at once when it is given up, and soon when its process dies', async () => {
  await using trial = await Trial.open()
  const [first, second, third] = [trial.process, await trial.start(), await trial.start()]
  const said: string[] = []
  const one = candidate(first.app, said)
  await until(() => said.length === 1)
  const two = candidate(second.app, said)
  await one.leave()
  await until(() => said.length === 3)
  expect(said).toEqual([
    `${first.app.holder} begins`,
    `${first.app.holder} ends`,
    `${second.app.holder} begins`,
  ])
  const three = candidate(third.app, said)
  await second.die()
  const tookMs = await until(() => said.includes(`${third.app.holder} begins`))
  expect(tookMs).toBeLessThan(2000)
  expect((await roleHolders(third.app)).get('schedule')).toBe(third.app.holder)
  await three.leave()
  await two.leave()
  expect((await roleHolders(third.app)).get('schedule')).toBe(null)
})

test('everybody knows which processes live and what they are there for', async () => {
  await using trial = await Trial.open()
  const first = trial.process
  trial.clock.advance(1000)
  const other = await trial.start()
  await first.app.describe({ roles: ['work'], version: '1' })
  await other.app.describe({ roles: ['api', 'panel'], version: '2' })
  const living = await livingProcesses(first.app)
  expect(living).toMatchObject([
    { holder: first.app.holder, roles: ['work'], version: '1', pid: process.pid },
    { holder: other.app.holder, roles: ['api', 'panel'], version: '2' },
  ])
  await other.die()
  expect(await livingProcesses(first.app)).toHaveLength(1)
})
