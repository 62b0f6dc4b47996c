import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { App } from '../../app.ts'
import { backUp } from '../../backup/back-up.ts'
import { restore } from '../../backup/restore.ts'
import { languageOf, timeIn } from '../../words/language.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck backup FILE` and `evercheck restore FILE`. */
export function registerBackup({ program, act }: Registrar): void {
  program
    .command('backup')
    .argument('<file>', 'where the copy goes; an earlier one is replaced')
    .description('copy the whole database into one file while everything goes on')
    .addOption(json())
    .action(act((app, output, file: string) => backupCommand(app, output, resolve(file))))
  program
    .command('restore')
    .argument('<file>', 'what evercheck backup has written')
    .description('take a backup into an empty database; accounts begin paused')
    .addOption(json())
    .action(act((app, output, file: string) => restoreCommand(app, output, resolve(file))))
}

async function backupCommand(app: App, output: Output, file: string): Promise<number> {
  // Where doctor looks for backups, and says that one should go.
  const own = join(app.config.dataFolder, 'backups')
  if (dirname(file) === own) await mkdir(own, { recursive: true, mode: 0o700 })
  const tables = await backUp(app, file)
  const { file: keyFile } = app.config.keys
  output.json({ file, tables, keyFile })
  output.line(`The database is in ${file}. Its secrets are sealed: keep a copy of the keys apart,`)
  output.line(`from ${app.keys.where}; without them nobody can log in from the backup.`)
  return EXIT.ok
}

async function restoreCommand(app: App, output: Output, file: string): Promise<number> {
  const { createdAt, paused, keys } = await restore(app, file)
  output.json({ createdAt, paused, keys })
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  output.line(`Restored as of ${timeIn(languageOf('en'), createdAt, zone)}.`)
  if (paused.length > 0) {
    output.line(
      `${paused.length === 1 ? 'One account is' : `${paused.length} accounts are`} paused, so that this system and the old one never use one at once:`,
    )
    for (const name of paused) output.line(`  evercheck account resume ${name}`)
    output.line('Each session is tested before it is used; one that lives needs no login.')
  }
  return EXIT.ok
}
