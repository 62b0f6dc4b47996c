import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CommanderError } from 'commander'
import { listAccounts } from '../../accounts/account-store.ts'
import { moveAccount } from '../../accounts/move-account.ts'
import { resumeNotices } from '../../alerts/redeliver.ts'
import type { App } from '../../app.ts'
import { backUp } from '../../backup/back-up.ts'
import { restore } from '../../backup/restore.ts'
import { SettingInvalidError } from '../../config/env.ts'
import { contentOf } from '../../config/setting-file.ts'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import {
  arrivedHere,
  beginMove,
  endMove,
  forgetMove,
  type Move,
  moveAway,
  movesAlone,
} from '../../db/moves.ts'
import { newHolder } from '../../kernel/ids.ts'
import { livingProcesses, type Process } from '../../presence/presence-store.ts'
import { ensureQueues } from '../../queue/queue-store.ts'
import { resumeWebhooks } from '../../webhooks/delivery-store.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck move DATABASE-URL-FILE`. */
export function registerMove({ program, actEvenMoved }: Registrar): void {
  program
    .command('move')
    .argument('[file]', 'what EVERCHECK_DATABASE_URL_FILE will name: the URL of an empty database')
    .description('move everything into a database on a server of yours')
    .option('--back', 'use a database again that has moved, or whose move was stopped')
    .addOption(json())
    .action(
      actEvenMoved((app, output, file: string | undefined, options: { back?: true }) => {
        if (file === undefined && options.back === true) {
          return alone(app, () => backCommand(app, output))
        }
        if (file !== undefined && options.back !== true) {
          return alone(app, () => moveCommand(app, output, resolve(file)))
        }
        throw new CommanderError(1, 'evercheck.move', 'name a file, or give --back')
      }),
    )
}

/**
 * `evercheck move`: as a backup and a restore, but that everything goes on in the new place and
 * nobody opens the old one any more. Nothing may run meanwhile. One that was killed is taken up
 * where it was. A backup of what was moved stays in the data folder.
 * @throws ServiceRunsError SERVICE_RUNS, RestoreNotEmptyError RESTORE_NOT_EMPTY: nothing has
 * changed
 */
async function moveCommand(app: App, output: Output, file: string): Promise<number> {
  const url = contentOf('the file', file)
  if (url === null || !/^postgres(ql)?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new SettingInvalidError(
      `${file} must hold a URL such as postgres://USER:PASSWORD@HOST/DATABASE.`,
    )
  }
  const { dataFolder, databaseTls: tls } = app.config
  const holder = newHolder()
  const target = await openDatabase({ url, dataFolder, holder, connectionsMax: 2, tls })
  try {
    await migrate(target)
    await ensureQueues(target, app.config.keep.deliveriesMs / 1000)
    const backup = join(dataFolder, 'backups', `moved-${app.holder}.zip`)
    const move = await beginMove(app, placeOf(url))
    const arrived = await arrivedHere(target, move.id)
    if (arrived === null) await carryOver(app, target, move, backup)
    const accounts = await leave(app, move)
    await settleIn(target, move)
    output.json({ accounts, place: move.place, backup: arrived === null ? backup : null })
    output.line(`Everything is in the new database now. Set EVERCHECK_DATABASE_URL_FILE=${file}`)
    output.line('for good, and start the service. The key stays where it is.')
    output.line('Nobody opens the old database any more; evercheck move --back would.')
    if (arrived === null) output.line(`What was moved is in ${backup} as well.`)
    return EXIT.ok
  } finally {
    await target.close()
  }
}

/** Does what nobody else may do at the same time. @throws ServiceRunsError SERVICE_RUNS */
async function alone(app: App, act: () => Promise<number>): Promise<number> {
  const client = await app.openPatientClient()
  try {
    if (!(await movesAlone(client))) throw new ServiceRunsError(await others(app))
    return await act()
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function others(app: App): Promise<readonly Process[]> {
  return (await livingProcesses(app)).filter(({ holder }) => holder !== app.holder)
}

/** Takes everything along, or nothing: then the old place is as it was. */
async function carryOver(
  app: App,
  target: OpenDatabase,
  move: Move,
  backup: string,
): Promise<void> {
  try {
    // Whoever has opened the database before it was known to move is among them.
    const running = await others(app)
    if (running.length > 0) throw new ServiceRunsError(running)
    await mkdir(join(app.config.dataFolder, 'backups'), { recursive: true, mode: 0o700 })
    await backUp(app, backup)
    await restore(target, backup, { id: move.id, from: app.config.dataFolder })
  } catch (error) {
    await forgetMove(app)
    throw error
  }
}

/** Accounts are paused in the old place, even for whoever goes back to it. Returns their names. */
function leave(app: App, move: Move): Promise<readonly string[]> {
  return app.db.transaction().execute(async (db) => {
    const active = (await listAccounts({ db })).filter(({ standing }) => standing === 'active')
    if (!move.isOver) {
      for (const account of active) await moveAccount({ db }, account, 'paused')
      await endMove({ db }, move)
    }
    return active.map(({ username }) => username)
  })
}

/** The new place may be opened from now on. What waited for delivery is on its way again. */
async function settleIn(target: OpenDatabase, move: Move): Promise<void> {
  const arrived = await arrivedHere(target, move.id)
  if (arrived === null || arrived.isOver) return
  await target.db.transaction().execute(async (db) => {
    await resumeWebhooks({ db })
    await resumeNotices({ db })
    await endMove({ db }, arrived)
  })
}

/** `evercheck move --back`. */
async function backCommand(app: App, output: Output): Promise<number> {
  const move = await moveAway(app)
  await forgetMove(app)
  output.json({ place: move?.place ?? null, wasOver: move?.isOver ?? false })
  if (move === null) {
    output.line('This database has not moved.')
  } else if (move.isOver) {
    output.line(`This database is used again, as it was when it moved to ${move.place}.`)
    output.line('Its accounts are paused: evercheck account resume USERNAME takes one back, once')
    output.line('nothing runs in the other place any more.')
  } else {
    output.line(`This database stays. What may be in ${move.place} already, nobody opens.`)
  }
  return EXIT.ok
}

/** Where a database is, without a password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host || 'localhost'}${pathname}`
}

/** Something runs: what it does meanwhile would be lost. */
export class ServiceRunsError extends Error {
  override readonly name = 'ServiceRunsError'
  readonly code = 'SERVICE_RUNS'

  constructor(running: readonly Pick<Process, 'host' | 'pid' | 'roles'>[]) {
    const who = running.map(({ host, pid, roles }) => {
      return `${roles.join(', ') || 'a command'} on ${host} (${pid})`
    })
    super(`Evercheck still runs: ${who.join('; ')}. Stop it first: systemctl stop evercheck`)
  }
}
