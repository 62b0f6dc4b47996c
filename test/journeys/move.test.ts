import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { backUp } from '../../src/backup/back-up.ts'
import { restore } from '../../src/backup/restore.ts'
import { openCheck } from '../../src/checks/order.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { beginMove } from '../../src/db/moves.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { addDelivery } from '../../src/webhooks/delivery-store.ts'
import { lookupBySystem } from '../../src/webhooks/public-address.ts'
import { addWebhook } from '../../src/webhooks/webhook-store.ts'
import { commandHere } from '../command-here.ts'
import { makeTestDatabase } from '../databases.ts'
import { ADA, orderOf, Trial } from '../trial.ts'

const MOVED = { exitCode: EXIT.environment, json: { code: 'DATABASE_MOVED' } }

test('everything moves to another server with one command, and goes on there only', async () => {
  await using trial = await Trial.open()
  const { file, move, there } = await destinationOf(trial)
  await writeFile(file, 'nonsense')
  expect((await move()).json).toMatchObject({ code: 'SETTING_INVALID' })
  await writeFile(file, there.url)
  const here = (...argv: string[]) => commandHere(trial.settings(), ...argv)
  const customer = await here('customer', 'add', 'Anna', '--telegram', '4711', '--json')
  await here('credit', 'Anna', '12', '--why', 'paid')
  await here('watch', ADA.username)
  await here('token', 'create', '--name', 'shop', '--scopes', 'read')
  await openCheck(trial.app, orderOf())
  await waitingDelivery(trial)
  // This process reads nothing, and is not waited for: it could write what is left behind.
  expect(await move()).toMatchObject({ exitCode: EXIT.environment, json: { code: 'SERVICE_RUNS' } })
  expect((await here('account', 'list', '--json')).exitCode).toBe(EXIT.ok)
  await trial.process.die()
  // Of two at once at most one moves it, and none takes away what the other has noted.
  const both = await Promise.all([move(), move()])
  const refused = both.filter(({ exitCode }) => exitCode !== EXIT.ok)
  for (const { json } of refused) expect(json).toMatchObject({ code: 'SERVICE_RUNS' })
  if (refused.length === both.length) expect((await move()).exitCode).toBe(EXIT.ok)

  expect(await here('status', '--json')).toMatchObject(MOVED)
  expect((await here('doctor')).stdout).toMatch(/BAD .*database .*has moved to/)
  const ended = await there.run('check', ADA.username, '--json', '--out', trial.reportFolder)
  expect(ended.json, ended.stdout + ended.stderr).toMatchObject({ status: 'completed' })
  expect(trial.counters.loginAttempts).toEqual({})
  expect((await there.run('ledger', '--compare')).exitCode).toBe(EXIT.ok)
  const { customer: id } = customer.json as { customer: string }
  expect((await there.run('customer', 'show', 'tg:4711', '--json')).json).toMatchObject({
    customer: id,
    balanceCredits: 12,
  })
  expect((await there.run('watch', '--json')).json).toMatchObject({
    watches: [{ target: ADA.username }],
  })
  expect((await there.run('token', 'list', '--json')).json).toMatchObject({
    tokens: [{ name: 'shop' }],
  })
  // It is on its way again, where nobody has been told yet.
  expect((await there.run('jobs')).stdout).toMatch(/deliver-webhook +1 /)

  // A second time it is done already, and whoever goes back finds the accounts paused.
  expect(await move()).toMatchObject({ exitCode: EXIT.ok, json: { accounts: [], backup: null } })
  expect((await here('move', '--back', '--json')).json).toMatchObject({ wasOver: true })
  expect((await here('account', 'list', '--json')).json).toMatchObject({
    accounts: [{ username: 'keeper', standing: 'paused' }],
  })
})

test('a move that is killed leaves one database that is used, and is taken up', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const { file, move, there } = await destinationOf(trial)
  await writeFile(file, there.url)
  const here = (...argv: string[]) => commandHere(trial.settings(), ...argv)
  // Killed when all was there, and neither of the two knew.
  const begun = await beginMove(trial.app, there.place)
  const backup = join(trial.settings().EVERCHECK_DATA ?? '', 'half.zip')
  await backUp(trial.app, backup)
  const target = await there.open()
  const half = { id: begun.id, from: 'there' }
  await restore(target, backup, half).finally(() => target.close())
  await trial.process.die()
  expect(await here('status', '--json')).toMatchObject(MOVED)
  expect(await there.run('status', '--json')).toMatchObject(MOVED)

  // Whoever stays has lost nothing, and what had arrived is used by nobody.
  expect((await here('move', '--back', '--json')).json).toMatchObject({ wasOver: false })
  expect((await here('account', 'list', '--json')).json).toMatchObject({
    accounts: [{ username: 'keeper', standing: 'active' }],
  })
  expect(await there.run('status', '--json')).toMatchObject(MOVED)
  expect((await move()).json).toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
  expect((await here('status', '--json')).exitCode).toBe(EXIT.ok)

  // Whoever repeats the command ends what was begun: nothing is copied twice.
  await trial.start()
  await sql`
    insert into database_moves (id, way, place, begun_at)
    values (${begun.id}, 'away', ${there.place}, evercheck_now())`.execute(trial.app.db)
  await trial.process.die()
  expect(await move()).toMatchObject({
    exitCode: EXIT.ok,
    json: { accounts: ['keeper'], backup: null },
  })
  expect((await there.run('account', 'list', '--json')).json).toMatchObject({
    accounts: [{ username: 'keeper', standing: 'active' }],
  })
  expect(await here('status', '--json')).toMatchObject(MOVED)
})

/** An empty database on a server, and the file that will name it. */
async function destinationOf(trial: Trial) {
  const made = await makeTestDatabase()
  onTestFinished(made.drop)
  const { DATABASE_URL: _old, ...rest } = trial.settings()
  const file = join(rest.EVERCHECK_DATA ?? '', 'database-url')
  await mkdir(rest.EVERCHECK_DATA ?? '', { recursive: true })
  const settings = { ...rest, EVERCHECK_DATABASE_URL_FILE: file, EVERCHECK_PACE_MS: '0' }
  const url = made.url ?? ''
  const { host, pathname } = new URL(url)
  const there = {
    url,
    place: `${host}${pathname}`,
    run: (...argv: string[]) => commandHere(settings, ...argv),
    open: async (): Promise<OpenDatabase> => {
      const database = await openDatabase({
        url,
        dataFolder: '',
        holder: newHolder(),
        connectionsMax: 1,
      })
      await migrate(database)
      return database
    },
  }
  return { file, move: () => commandHere(trial.settings(), 'move', file, '--json'), there }
}

/** Something that a program of somebody's has not been told yet. */
async function waitingDelivery({ app }: Trial): Promise<void> {
  const reach = { allowsPrivate: true, lookup: lookupBySystem }
  const { webhook } = await addWebhook(
    { ...app, reach },
    { customerId: null, url: 'https://programs.example/told', kinds: ['check.completed'] },
  )
  const told = { webhookId: webhook.id, kind: 'check.completed', checkId: null, payload: '{}' }
  await addDelivery(app, told)
}
