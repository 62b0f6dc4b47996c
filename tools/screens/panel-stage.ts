import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { addOperator } from '../../src/access/operator.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { beginSession } from '../../src/access/session.ts'
import { startApi } from '../../src/api/start-api.ts'
import { type App, openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { loadSecrets } from '../../src/config/secrets.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { systemRandom } from '../../src/kernel/ids.ts'
import { announceWork } from '../../src/presence/worker-store.ts'
import { buildPanel } from '../build-panel.ts'

/** When all of it is: an evening, some hours before the next renewals. */
export const STAGE_AT = new Date('2026-11-26T20:15:00Z')

/** The service over a database of its own, with the panel. */
export type PanelStage = {
  readonly app: App
  readonly url: string
  /** The cookie of an owner who has signed in and proved who he is. */
  readonly cookie: { readonly name: string; readonly value: string }
  close(): Promise<void>
}

/** Opens the service with an empty database of its own in a folder that goes with it. */
export async function openPanelStage(): Promise<PanelStage> {
  const closers = new Closers()
  await buildPanel()
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-panel-'))
  closers.add('folder', () => rm(folder, { recursive: true, force: true }))
  const environment = { EVERCHECK_DATA: folder, EVERCHECK_LOG: 'silent' }
  const app = await openApp(loadConfig(environment), loadSecrets(environment), {
    clock: systemClock,
    random: systemRandom,
    tell: () => undefined,
  })
  closers.add('app', () => app.close())
  // It is the same moment in every picture, however long the drawing takes.
  await sql`
    create or replace function evercheck_now() returns timestamptz
    language sql stable as $$ select ${sql.lit(STAGE_AT.toISOString())}::timestamptz $$
  `.execute(app.db)
  // Whoever fills this world also reads in it.
  await app.describe({ roles: ['api', 'schedule', 'work'], version: '1.4.0' })
  await announceWork(app, true)
  const api = await startApi(app, {
    listen: { setting: 'EVERCHECK_LISTEN', host: '127.0.0.1', port: 0 },
    version: '1.4.0',
    practice: null,
  })
  closers.add('api', () => api.close())
  const operatorId = await addOperator(app, { name: 'ada', role: 'owner' }, MACHINE)
  const value = await beginSession(app, {
    operatorId,
    method: 'passkey',
    browser: { address: '127.0.0.1', userAgent: null },
    replaces: null,
    withSudo: true,
  })
  return {
    app,
    url: `http://localhost:${api.port}`,
    cookie: { name: '__Host-evercheck', value },
    close: () => closers.close(),
  }
}
