import type { App } from '../../app.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck migrate`. */
export function registerMigrate({ program, act }: Registrar): void {
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .addOption(json())
    .action(act((app, output) => migrateCommand(app, output)))
}

/** `evercheck migrate`: opening the app has brought the schema up to date already; this says so. */
export async function migrateCommand(app: App, output: Output): Promise<number> {
  const rows = await app.db.selectFrom('migrations').select('name').orderBy('name').execute()
  const migrations = rows.map((row) => row.name)
  output.json({ database: app.kind, migrations })
  output.line(`The schema is up to date: ${migrations.join(', ')}.`)
  return EXIT.ok
}
