import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { systemClock } from '../../src/kernel/clock.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import type { ServiceProcess } from '../service-process.ts'
import { FaultStage } from './stage.ts'

/** How much of a case is tried: all of it, or what fits among the tests. */
export type Length = 'long' | 'short'

/** One thing that goes wrong, on real processes. It throws when it was not borne. */
export type FaultCase = {
  readonly name: string
  run(length: Length): Promise<void>
}

/** Everything that goes wrong. */
export const CASES: readonly FaultCase[] = [
  {
    name: 'two services and three workers start at once over an empty database',
    run: startsAtOnce,
  },
  { name: 'PostgreSQL is killed and started again in the middle', run: databaseKilled },
  { name: 'every connection to the database is cut, again and again', run: connectionsCut },
  { name: 'the database says nothing while a service is told to end', run: databaseSilent },
  { name: 'a worker stands still and goes on', run: workerFrozen },
  { name: 'the clocks of two machines are an hour apart', run: clocksApart },
  { name: 'the schema grows under load, old and new programs side by side', run: schemaGrows },
  { name: 'the disk is full and has room again', run: diskFull },
  { name: 'Telegram and the mail server are away and come back', run: channelsAway },
]

const WORKER = ['worker']
/** Everything but what needs a port that all could want. */
const SERVE = ['serve', '--roles', 'work,schedule,alerts']

async function startsAtOnce(length: Length): Promise<void> {
  await using stage = await FaultStage.open({ targets: length === 'long' ? 12 : 4 })
  const starting = [SERVE, SERVE, WORKER, WORKER, WORKER].map((args) => stage.start(args))
  const services = await Promise.all(starting)
  await stage.addAccounts()
  await stage.order()
  await stage.expectAllTrue()
  const living = await stage.rows<{ roles: string[] }>(
    'select roles from holders where holder_lives(holder) and roles <> array[]::text[]',
  )
  assert.equal(living.length, 5, 'all of them are known to live')
  const [role] = await stage.rows<{ holder: string }>(
    `select holder from sole_roles where role = 'schedule' and holder_lives(holder)`,
  )
  assert.ok(role, 'one of them keeps time')
  await endAll(services)
}

async function databaseKilled(length: Length): Promise<void> {
  await using stage = await FaultStage.open({ targets: length === 'long' ? 16 : 6 })
  const services = await Promise.all([stage.start(SERVE), stage.start(WORKER)])
  await stage.addAccounts()
  await stage.order()
  await stage.untilPages(10)
  await stage.postgres?.crash()
  await systemClock.sleep(length === 'long' ? 10_000 : 1500)
  assertAlive(services)
  await stage.postgres?.restart()
  await stage.expectAllTrue()
  await endAll(services)
}

async function connectionsCut(length: Length): Promise<void> {
  await using stage = await FaultStage.open({ targets: length === 'long' ? 20 : 6 })
  const services = await Promise.all([stage.start(SERVE), stage.start(WORKER)])
  await stage.addAccounts()
  await stage.order()
  for (let time = 1; time <= (length === 'long' ? 8 : 3); time += 1) {
    await stage.untilPages(time * 10)
    await stage.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name like 'evercheck %' and pid <> pg_backend_pid()`,
    )
    await systemClock.sleep(700)
  }
  assertAlive(services)
  await stage.expectAllTrue()
  await endAll(services)
}

async function databaseSilent(length: Length): Promise<void> {
  await using stage = await FaultStage.open({ targets: length === 'long' ? 12 : 6 })
  const services = await Promise.all([stage.start(SERVE), stage.start(WORKER)])
  await stage.addAccounts()
  await stage.order()
  await stage.untilPages(6)
  const backends = await stage.rows<{ pid: number }>(
    'select pid from pg_stat_activity where pid <> pg_backend_pid()',
  )
  const frozen = [stage.postgres?.pid, ...backends.map(({ pid }) => pid)]
  const send = (signal: NodeJS.Signals) => {
    for (const pid of frozen) if (pid !== undefined) process.kill(pid, signal)
  }
  send('SIGSTOP')
  try {
    await endAll(services)
  } finally {
    send('SIGCONT')
  }
  const next = await stage.start(WORKER)
  await stage.expectAllTrue()
  await endAll([next])
}

async function workerFrozen(length: Length): Promise<void> {
  await using stage = await FaultStage.open({ targets: 12 })
  const services = await Promise.all([stage.start(WORKER), stage.start(WORKER)])
  await stage.addAccounts()
  await stage.order()
  await stage.untilPages(6)
  const [frozen] = services
  frozen?.child.kill('SIGSTOP')
  await systemClock.sleep(length === 'long' ? 120_000 : 3000)
  frozen?.child.kill('SIGCONT')
  await stage.expectAllTrue()
  await endAll(services)
}

async function clocksApart(length: Length): Promise<void> {
  await using stage = await FaultStage.open({ targets: length === 'long' ? 12 : 4 })
  const shift = fileURLToPath(new URL('shifted-clock.ts', import.meta.url))
  const nodeArgs = ['--import', shift]
  const hour = 3_600_000
  const services = await Promise.all(
    [-hour / 2, hour / 2].map((ms) =>
      stage.start(SERVE, { EVERCHECK_TEST_SHIFT_MS: String(ms) }, nodeArgs),
    ),
  )
  await stage.addAccounts()
  await stage.order()
  await stage.expectAllTrue()
  const [row] = await stage.rows<{ off: string }>(
    `select max(abs(extract(epoch from at - now()))) as off from events`,
  )
  assert.ok(Number(row?.off) < 600, 'every instant that is stored is the database’s')
  await endAll(services)
}

async function schemaGrows(length: Length): Promise<void> {
  const program = ['--import', fileURLToPath(new URL('newer-program.ts', import.meta.url))]
  const knowing = (later: Readonly<Record<string, string>>) => ({
    EVERCHECK_TEST_LATER: JSON.stringify(later),
  })
  await using stage = await FaultStage.open({ targets: length === 'long' ? 40 : 16 })
  const old = await Promise.all([stage.start(SERVE), stage.start(WORKER)])
  await stage.addAccounts()
  await stage.order()
  await stage.untilPages(10)
  const newer = await stage.start(WORKER, knowing(LATER), program)
  const [grown] = await stage.rows<{ later: string; open: string }>(
    `select (select count(*) from migrations where name like '900%') as later,
       (select count(*) from checks where finished_at is null) as open`,
  )
  assert.equal(grown?.later, '2', 'it is grown when the first of the new ones says that it runs')
  assert.ok(Number(grown?.open) > 0, 'it has grown under load')
  // One of the version before that starts only now, and one of the new that takes over from it.
  const late = await stage.start(WORKER)
  await endAll([late, ...old.slice(1)])
  for (const isNew of [true, false]) {
    await stage.until(
      async () => {
        const reading = await stage.rows(
          `select from instagram_accounts account
         join holders on holders.holder = account.lease_holder
         where ('9001_more.sql' = any(holders.knows)) = ${isNew}`,
        )
        return reading.length > 0
      },
      `a ${isNew ? 'new' : 'old'} one that reads`,
    )
  }
  // What takes something away waits for the last of the old ones, and says so.
  const taking = stage.start(WORKER, knowing({ ...LATER, ...LESS }), program)
  await assert.rejects(taking, /9003_less\.sql changes what processes of an older version use/)
  await stage.expectAllTrue()
  assertAlive([newer, ...old.slice(0, 1)])
  await endAll([newer, ...old.slice(0, 1)])
  const last = await stage.start(WORKER, knowing({ ...LATER, ...LESS }), program)
  await assert.rejects(stage.start(WORKER), /9003_less\.sql, which this version of Evercheck/)
  await endAll([last])
}

/** What a later version only adds. */
const LATER = {
  '9001_more.sql': `--! expand
    alter table checks add column later text not null default 'x';
    alter table instagram_accounts add column later text;
    create table later (id text primary key);`,
  '9002_index.sql': `--! expand
    --! no-transaction
    create index concurrently if not exists later_members on check_members (list, pk);`.replace(
    /^ +/gm,
    '',
  ),
} as const
/** And what one after that takes away. */
const LESS = { '9003_less.sql': '--! contract\nalter table checks drop column later;' } as const

async function diskFull(length: Length): Promise<void> {
  const mount = await makeOwnFolder(await quickFolder(), 'disk')
  await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', mount])
  try {
    const dataFolder = join(mount, 'data')
    await using stage = await FaultStage.open({ targets: length === 'long' ? 8 : 4, dataFolder })
    const service = await stage.start(SERVE)
    await stage.addAccounts()
    const ballast = join(mount, 'ballast')
    const { bavail, bsize } = await statfs(mount)
    await writeFile(ballast, Buffer.alloc(bavail * bsize - 8 * 1024 * 1024))
    const log = () => service.said()
    const refused = await stage.order().catch((error: unknown) => error)
    // Ordered or refused: what was refused is ordered when there is room.
    await stage.until(async () => /MB left|disk|full/i.test(log() + String(refused)), 'the words')
    await rm(ballast)
    await stage.order()
    await stage.expectAllTrue()
    await endAll([service])
  } finally {
    await promisify(execFile)('umount', ['-l', mount])
    await removeFolder(mount)
  }
}

async function channelsAway(length: Length): Promise<void> {
  const secrets = await makeOwnFolder(await quickFolder(), 'channels')
  await mkdir(secrets, { recursive: true })
  const token = join(secrets, 'token')
  const mail = join(secrets, 'mail')
  const port = await freePort()
  await writeFile(token, '123456:planted-token-of-a-test-0001')
  await writeFile(mail, `smtp://127.0.0.1:${await freePort()}`)
  const settings = {
    EVERCHECK_TELEGRAM_TOKEN_FILE: token,
    EVERCHECK_TELEGRAM_API: `http://127.0.0.1:${port}`,
    EVERCHECK_OPERATORS: '4711',
    EVERCHECK_SMTP_URL_FILE: mail,
    EVERCHECK_SMTP_TO: 'operator@evercheck.example',
    EVERCHECK_SMTP_FROM: 'evercheck@evercheck.example',
  }
  try {
    await using stage = await FaultStage.open({ targets: 4, settings })
    const service = await stage.start(SERVE)
    await stage.addAccounts()
    await stage.order()
    // Nothing waits for those who are away.
    await stage.expectAllTrue()
    await stage.rows(
      `update instagram_accounts set standing = 'challenged', standing_why = '{"kind":"challenged"}'
       where username = 'second'`,
    )
    await stage.until(async () => {
      const [row] = await stage.rows<{ count: string }>(
        `select count(*) from pgboss.job where name = 'deliver-alert' and retry_count > 0`,
      )
      return Number(row?.count) > 0
    }, 'a delivery that is tried again')
    if (length === 'long') await systemClock.sleep(30_000)
    assertAlive([service])
    const heard: string[] = []
    const telegram = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += String(chunk)
      })
      request.on('end', () => {
        heard.push(body)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ ok: true, result: { message_id: heard.length } }))
      })
    })
    await new Promise<void>((resolve) => telegram.listen(port, '127.0.0.1', resolve))
    try {
      await stage.until(async () => heard.some((body) => body.includes('second')), 'the message')
      await systemClock.sleep(3000)
      assert.equal(heard.filter((body) => body.includes('second')).length, 1, 'it came once')
    } finally {
      telegram.closeAllConnections()
      await new Promise((resolve) => telegram.close(resolve))
    }
    await endAll([service])
  } finally {
    await removeFolder(secrets)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  assert(typeof address === 'object' && address !== null)
  return address.port
}

function assertAlive(services: readonly ServiceProcess[]): void {
  for (const { child, said } of services) {
    assert.equal(child.exitCode, null, `it has ended: ${said()}`)
    assert.equal(child.signalCode, null)
  }
}

/** All end when they are asked to, and soon. */
async function endAll(services: readonly ServiceProcess[]): Promise<void> {
  const ended = await Promise.all(services.map((service) => service.end()))
  for (const { exitCode, tookMs } of ended) {
    assert.equal(exitCode, 0)
    assert.ok(tookMs < 6000, `gone after ${Math.round(tookMs)} ms`)
  }
}
