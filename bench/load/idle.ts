import { join } from 'node:path'
import { sql } from 'kysely'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { loadSecrets } from '../../src/config/secrets.ts'
import type { Database } from '../../src/db/database.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { systemRandom } from '../../src/kernel/ids.ts'
import type { PostgresServer } from '../../test/postgres.ts'
import { startService } from '../../test/service-process.ts'
import { fillLine } from '../choice.ts'
import { residentMb, rounded } from '../figures.ts'
import type { Workshop } from '../workshop.ts'
import { coreMs, coreMsOfTree, countStatements, statements } from './machine.ts'

/** What comes once a minute has come once before it is measured. */
const SETTLE_MS = 75_000
const MEASURED_MS = 60_000

/**
 * What a service costs that has nothing to do: it reads, keeps time and alerts, over so many checks
 * that stand still because all accounts rest. In shares of one core, and statements a second.
 */
export async function idleCost(
  workshop: Workshop,
  server: PostgresServer,
  checks: number,
): Promise<Record<string, number>> {
  const url = await server.freshDatabase()
  const settings = { EVERCHECK_DATA: join(workshop.folder, 'idle'), DATABASE_URL: url }
  const edges = { clock: systemClock, random: systemRandom, tell: () => undefined }
  // Opened as any command opens it: the key is made, without which no service starts.
  const database = await openApp(loadConfig(settings), loadSecrets(settings), edges)
  try {
    await fillLine(database.db, checks)
    await letAllRest(database.db)
    const roles = ['serve', '--roles', 'work,schedule,alerts']
    await using service = await startService(roles, settings)
    if (!service.ready.ready) throw new Error(`the service does not start: ${service.said()}`)
    await systemClock.sleep(SETTLE_MS)
    const pid = service.child.pid ?? 0
    await countStatements(database.db)
    const [ownMs, databaseMs] = [await coreMs(pid), await coreMsOfTree(server.pid ?? 0)]
    const beganMs = systemClock.elapsedMs()
    await systemClock.sleep(MEASURED_MS)
    const tookMs = systemClock.elapsedMs() - beganMs
    const share = (usedMs: number) => rounded((usedMs / tookMs) * 100, 2)
    const counted = await statements(database.db)
    for (const { text, calls, ms } of counted.most) {
      workshop.say(`idle: ${calls} calls, ${rounded(ms, 1)} ms: ${text.slice(0, 110)}`)
    }
    return {
      parkedChecks: checks,
      idleCorePercent: share((await coreMs(pid)) - ownMs),
      idleDatabaseCorePercent: share((await coreMsOfTree(server.pid ?? 0)) - databaseMs),
      idleStatementsPerSecond: rounded(counted.calls / (tookMs / 1000), 2),
      idleMb: rounded(await residentMb(pid), 1),
    }
  } finally {
    await database.close()
  }
}

/** All accounts rest for a day, and every check stands still until then. */
async function letAllRest(db: Database): Promise<void> {
  // Those that were filled in are sealed by no key.
  await sql`delete from instagram_sessions`.execute(db)
  await sql`
    update instagram_accounts
    set resting_until = evercheck_now() + interval '1 day', resting_why = '{"kind":"throttled"}'
  `.execute(db)
  await sql`
    update checks
    set state = 'parked', parked_for = 'account', why = '{"kind":"throttled"}',
      parked_until = evercheck_now() + interval '1 day', patience_ms = 864000000,
      still_since = evercheck_now()
  `.execute(db)
  await sql`analyze`.execute(db)
}
