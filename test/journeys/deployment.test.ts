import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { backUp } from '../../src/backup/back-up.ts'
import { examine, type Finding } from '../../src/health/finding.ts'
import { startHealth } from '../../src/health/listener.ts'
import { type DeployContext, lookAtDeployment } from '../../src/health/looks/deploy.ts'
import { probes } from '../../src/health/probes.ts'
import { findingWords } from '../../src/words/findings.ts'
import { commandHere } from '../command-here.ts'
import { Trial } from '../trial.ts'

const VERSION = '9.9.9'
const ROLES = ['work', 'api']

type Said = Finding & { readonly says: string }

test('the checklist of a deployment says what is still to be done, and when it is done', async () => {
  await using trial = await Trial.open()
  const dataFolder = trial.settings().EVERCHECK_DATA ?? ''
  const context = { db: trial.app.db, dataFolder, version: VERSION, roles: ROLES, healthUrl: '' }
  const begun = await findings({ ...context, healthUrl: 'http://127.0.0.1:9' })
  for (const [what, says] of [
    ['before', /There is no backup in .*evercheck backup/],
    ['before', /No alert has arrived lately.*evercheck alerts test/],
    ['during', /The schema is that of this version/],
    ['after', /Nothing answers at/],
    ['after', /No process of this version does: work, api/],
    ['after', /No check came through yet/],
  ] as const) {
    expect(
      begun.some((each) => each.what === what && says.test(each.says)),
      `${says}`,
    ).toBe(true)
  }

  const backup = await commandHere(
    trial.settings(),
    'backup',
    join(dataFolder, 'backups', 'one.zip'),
  )
  expect(backup.exitCode).toBe(0)
  await told(trial)
  await trial.app.describe({ roles: ROLES, version: VERSION })
  await trial.check()
  const up = { work: true, api: true }
  await using health = await healthOf(trial, () => up)
  const done = await findings({ ...context, healthUrl: health.url })
  expect(done.filter(({ state }) => state !== 'well')).toEqual([])

  up.api = false
  await writeFile(join(dataFolder, 'backups', 'half.zip'), 'not all of it')
  const spoilt = await findings({ ...context, healthUrl: health.url })
  expect(spoilt.filter(({ state }) => state === 'broken').map(({ says }) => says)).toEqual([
    expect.stringContaining('half.zip is no whole backup'),
    expect.stringContaining('"api":false'),
  ])
})

test('readiness is the database, every migration, and every role', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const ready = async (roles: Record<string, boolean>) => {
    const answer = await probes(trial.app, () => roles)['/readyz']?.()
    return { status: answer?.status, ...JSON.parse(answer?.body ?? '{}') }
  }
  expect(await ready({ work: true })).toMatchObject({
    status: 200,
    ready: true,
    migrations: { missing: [], unknown: [] },
  })
  expect(await ready({ work: true, bot: false })).toMatchObject({ status: 503, ready: false })
  await sql`update migrations set name = '9999_later.sql' where name = '0001_accounts.sql'`.execute(
    trial.app.db,
  )
  expect(await ready({ work: true })).toMatchObject({
    status: 503,
    migrations: { missing: ['0001_accounts.sql'], unknown: ['9999_later.sql'] },
  })
  await trial.process.die()
  expect(await ready({ work: true })).toMatchObject({ status: 503, database: 'does not answer' })
})

test('whoever is forgotten is told which backups hold the customer still', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const folder = join(trial.settings().EVERCHECK_DATA ?? '', 'backups')
  const run = (...argv: string[]) => commandHere(trial.settings(), ...argv)
  await mkdir(folder)
  await run('customer', 'add', 'Anna')
  await backUp(trial.app, join(folder, 'with-anna.zip'))
  const forgotten = await run('forget', 'Anna', '--json')
  expect(forgotten.json).toMatchObject({ backups: [join(folder, 'with-anna.zip')] })
  trial.clock.advance(3_600_000)
  await run('customer', 'add', 'Bob')
  const said = await run('forget', 'Bob', '--yes')
  expect(said.stdout).not.toContain('This backup holds the customer still')
  expect(said.stdout).toContain('Backups elsewhere that were made since')
})

async function findings(context: DeployContext): Promise<readonly Said[]> {
  const found: Said[] = []
  const failed = (error: unknown) => ({ code: 'failed', error: null, said: String(error) }) as const
  for await (const finding of examine(lookAtDeployment(context), failed)) {
    found.push({ ...finding, says: findingWords('en', finding.means) })
  }
  return found
}

/** An alert has arrived somewhere. */
async function told({ app: { db } }: Trial): Promise<void> {
  await sql`
    insert into alert_notices (id, at, change, rule, severity, alerts)
    values ('not_1', evercheck_now(), 'test', 'WorkerDown', 'critical', '[]')`.execute(db)
  await sql`
    insert into alert_deliveries
      (id, notice_id, channel, target, state, created_at, tried_at, ended_at)
    values ('dlv_1', 'not_1', 'mail', 'ops@example.com', 'sent', evercheck_now(), evercheck_now(),
      evercheck_now())`.execute(db)
}

async function healthOf(trial: Trial, roles: () => Record<string, boolean>) {
  const at = { setting: 'EVERCHECK_HEALTH_LISTEN', host: '127.0.0.1', port: 0 }
  const { port, close } = await startHealth(at, probes(trial.app, roles))
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}
