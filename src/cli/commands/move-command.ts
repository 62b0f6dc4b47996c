import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { accountNamed, listAccounts } from '../../accounts/account-store.ts'
import { moveAccount } from '../../accounts/move-account.ts'
import type { App } from '../../app.ts'
import { backUp } from '../../backup/back-up.ts'
import { restore } from '../../backup/restore.ts'
import { SettingInvalidError } from '../../config/env.ts'
import { contentOf } from '../../config/setting-file.ts'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { newHolder } from '../../kernel/ids.ts'
import { livingProcesses, type Process } from '../../presence/presence-store.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck move DATABASE-URL-FILE`. */
export function registerMove({ program, act }: Registrar): void {
  program
    .command('move')
    .argument('<file>', 'what EVERCHECK_DATABASE_URL_FILE will name: the URL of an empty database')
    .description('move everything into a database on a server of yours')
    .addOption(json())
    .action(act((app, output, file: string) => moveCommand(app, output, resolve(file))))
}

/**
 * `evercheck move`: as a backup and a restore, but that the accounts go on in the new place and
 * rest in the old one. Nothing may run meanwhile. A backup of what was moved stays in the data
 * folder.
 * @throws ServiceRunsError SERVICE_RUNS, RestoreNotEmptyError RESTORE_NOT_EMPTY: nothing has
 * changed
 */
async function moveCommand(app: App, output: Output, file: string): Promise<number> {
  const running = (await livingProcesses(app)).filter(({ holder, roles }) => {
    return roles.length > 0 && holder !== app.holder
  })
  if (running.length > 0) throw new ServiceRunsError(running)
  const url = contentOf('the file', file)
  if (url === null || !/^postgres(ql)?:\/\//i.test(url)) {
    throw new SettingInvalidError(
      `${file} must hold a URL such as postgres://USER:PASSWORD@HOST/DATABASE.`,
    )
  }
  const { dataFolder, databaseTls: tls } = app.config
  const target = await openDatabase({
    url,
    dataFolder,
    holder: newHolder(),
    connectionsMax: 2,
    tls,
  })
  try {
    await migrate(target)
    const backup = join(dataFolder, 'backups', `moved-${app.holder}.zip`)
    await mkdir(join(dataFolder, 'backups'), { recursive: true, mode: 0o700 })
    const active = (await listAccounts(app)).filter(({ standing }) => standing === 'active')
    // From here on nobody uses them in the old place.
    for (const account of active) await moveAccount(app, account, 'paused')
    const tables = await carryOver(app, target, backup).catch(async (error: unknown) => {
      for (const { username } of active) {
        await moveAccount(app, await accountNamed(app, username), 'active')
      }
      throw error
    })
    for (const { username } of active) {
      await moveAccount(target, await accountNamed(target, username), 'active')
    }
    const accounts = active.map(({ username }) => username)
    output.json({ tables, accounts, backup })
    output.line(`Everything is in the new database now. Set EVERCHECK_DATABASE_URL_FILE=${file}`)
    output.line('for good, and start the service. The key stays where it is.')
    output.line(`The old database rests, its accounts paused; what was moved is in ${backup}.`)
    return EXIT.ok
  } finally {
    await target.close()
  }
}

async function carryOver(app: App, target: OpenDatabase, backup: string): Promise<number> {
  const tables = await backUp(app, backup)
  await restore(target, backup)
  return tables
}

/** A service or a worker runs: what it does meanwhile would be lost. */
export class ServiceRunsError extends Error {
  override readonly name = 'ServiceRunsError'
  readonly code = 'SERVICE_RUNS'

  constructor(running: readonly Pick<Process, 'host' | 'pid' | 'roles'>[]) {
    const who = running.map(({ host, pid, roles }) => `${roles.join(', ')} on ${host} (${pid})`)
    super(`Evercheck still runs: ${who.join('; ')}. Stop it first: systemctl stop evercheck`)
  }
}
