import type { App } from '../app.ts'
import { EXIT } from './exit-code.ts'
import type { Output } from './output.ts'

/** `evercheck migrate`: opening the app has brought the schema up to date already; this says so. */
export async function migrateCommand(app: App, output: Output): Promise<number> {
  const rows = await app.db.selectFrom('migrations').select('name').orderBy('name').execute()
  const migrations = rows.map((row) => row.name)
  output.json({ database: app.kind, migrations })
  output.line(`The schema is up to date: ${migrations.join(', ')}.`)
  return EXIT.ok
}
