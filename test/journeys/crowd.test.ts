import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import { openCheck } from '../../src/checks/order.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { openDatabase } from '../../src/db/database.ts'
import { startOfEvents } from '../../src/events/event-store.ts'
import { followEvents } from '../../src/events/follow-events.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { runCommand } from '../command.ts'
import { makeTestDatabase } from '../databases.ts'
import { giveAccounts } from '../given-accounts.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/evercheck.js', import.meta.url))
/** `npm run test:crowd` has more of them. */
const CHECKS = Number(process.env.EVERCHECK_TEST_CHECKS ?? 8)
const FOLLOWERS = 120
const FOLLOWING = 60
const PAGE = 20
const PASSWORD = 'planted-Secret-0481'
const ACCOUNTS = ['keeper', 'second'] as const
const TARGETS = Array.from({ length: CHECKS }, (_, at) => `target${at}.example`)

test('three workers read many checks with two accounts, one of them is killed, and every list is true', async () => {
  const hall = await open()
  const [doomed, ...others] = [hall.worker(), hall.worker(), hall.worker()]
  const start = await startOfEvents(hall.database)
  await hall.order(TARGETS)
  // The story's faults: a death in plain words, one in those of a throttle, a throttle, a kill -9.
  const { world } = hall.simulator
  world.kill({ username: 'keeper', disguise: 'plain', afterRows: 60, list: 'followers' })
  world.kill({ username: 'second', disguise: 'please-wait', afterRows: 30, list: 'following' })
  const ended = new Set<string>()
  let killed = false
  const stop = new AbortController()
  for await (const read of followEvents(
    { ...hall.database, clock: systemClock },
    start,
    stop.signal,
  )) {
    if (read.kind === 'expired') continue
    for (const { kind, check } of read.events) {
      if (kind === 'check-ended' && check) ended.add(check)
    }
    if (!killed && ended.size >= CHECKS / 4) {
      killed = true
      doomed?.kill('SIGKILL')
    }
    if (ended.size === CHECKS) break
  }
  const checks = await hall.database.db.selectFrom('checks').selectAll().execute()
  expect(checks.map(({ ending }) => ending)).toEqual(checks.map(() => 'complete'))
  for (const target of TARGETS) expect(await hall.saved(target)).toEqual(hall.truth(target))
  const passes = await hall.database.db.selectFrom('check_progress').select(['pass']).execute()
  // Both accounts live on: nobody has to begin a list anew.
  expect(passes.filter(({ pass }) => pass !== 1)).toEqual([])
  // One login for each death, and none for anything else.
  expect(world.counters.logins).toEqual({ 'web-ajax': 2 })
  expect(world.counters.cursorsRefused).toBe(0)
  await hall.stop(others)
  const leased = await hall.database.db
    .selectFrom('instagram_accounts')
    .select('username')
    .where('lease_holder', 'is not', null)
    .execute()
  expect(leased).toEqual([])
}, 600_000)

test('a command follows while a worker reads, and reads by itself when there is none', {
  tags: 'long',
  timeout: 300_000,
}, async () => {
  const hall = await open()
  const [target = '', other = ''] = TARGETS
  const worker = hall.worker()
  await once(worker.stdout ?? worker, 'data')
  const followed = await hall.check(target)
  expect(followed).toMatchObject({ exitCode: 0, json: { status: 'completed' } })
  expect(followed.stderr).toContain('The service reads it; this command only follows')
  await hall.stop([worker])
  const alone = await hall.check(other)
  expect(alone).toMatchObject({ exitCode: 0, json: { status: 'completed' } })
  expect(alone.stderr).not.toContain('only follows')
  expect(await hall.saved(other)).toEqual(hall.truth(other))
})

/** Real processes on one PostgreSQL, and a simulated Instagram that knows all targets. */
async function open() {
  const folder = await makeOwnFolder(await quickFolder(), 'crowd')
  onTestFinished(() => removeFolder(folder))
  const simulator: Simulator = await startSimulator({
    seed: 11,
    config: {
      accounts: ACCOUNTS.map((username) => ({ username, password: PASSWORD })),
      targets: TARGETS.map((username) => ({
        username,
        followers: FOLLOWERS,
        following: FOLLOWING,
        mutual: 30,
      })),
      faults: { latencyMs: 5, pages: { size: PAGE, short: 0, duplicates: 0, hasMoreWrong: 0 } },
    },
  })
  onTestFinished(() => simulator.close())
  const made = await makeTestDatabase()
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, simulator.ca)
  const settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    DATABASE_URL: made.url,
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_THROTTLE_WAIT_MS: '300',
    EVERCHECK_SLOTS: '2',
  }
  const database = await openDatabase({
    url: made.url,
    dataFolder: '',
    holder: newHolder(),
    connectionsMax: 2,
  })
  const children: ChildProcess[] = []
  onTestFinished(async () => {
    await stop(children)
    await database.close()
    await made.drop()
  })
  const accounts = ACCOUNTS.map((username) => {
    return { username, password: PASSWORD, cookies: cookiesFor(simulator, username) }
  })
  await giveAccounts(settings, accounts)
  simulator.world.counters.reset()
  return {
    simulator,
    database,
    worker(): ChildProcess {
      const child = spawn(process.execPath, [PROGRAM, 'worker', '--json'], {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      children.push(child)
      return child
    },
    stop,
    check: (target: string) =>
      runCommand(['check', target, '--json', '--out', join(folder, target)], settings),
    async order(targets: readonly string[]): Promise<void> {
      const customers: string[] = []
      for (const name of ['bakery', 'theatre', 'school']) {
        const given = { name, language: 'en', zone: 'UTC', pays: false } as const
        customers.push((await createCustomer(database, given)).id)
      }
      for (const [at, target] of targets.entries()) {
        await openCheck(database, {
          customerId: customers[at % customers.length] ?? '',
          target,
          patienceMs: 3_600_000,
          accountId: null,
          inFront: false,
        })
      }
    },
    /** Who is saved of a target's followers: pks in rising order. */
    async saved(target: string): Promise<readonly string[]> {
      const rows = await database.db
        .selectFrom('check_members')
        .innerJoin('checks', 'checks.number', 'check_members.check_number')
        .select('pk')
        .where('checks.target_username', '=', target)
        .where('list', '=', 'followers')
        .execute()
      return inOrder(rows.map(({ pk }) => pk))
    },
    /** Who follows it in truth. */
    truth(target: string): readonly string[] {
      const { people } = simulator.world
      const person = people.find(target)
      if (!person) throw new Error(`Instagram knows no ${target}`)
      return inOrder([...people.listsOf(person).followers.pks()].map(String))
    },
  }
}

function cookiesFor({ world }: Simulator, username: string): string {
  const account = world.findAccount(username)
  if (!account) throw new Error(`Instagram knows no ${username}`)
  const { setCookies } = world.openSession(account, {
    device: world.newDevice(),
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  return setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
}

async function stop(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    }),
  )
}

function inOrder(pks: readonly string[]): readonly string[] {
  return [...pks].sort((one, other) => Number(BigInt(one) - BigInt(other)))
}
