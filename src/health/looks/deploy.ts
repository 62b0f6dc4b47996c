import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openAlerts } from '../../alerts/alert-store.ts'
import { tryBackup } from '../../backup/restore.ts'
import type { Database } from '../../db/database.ts'
import { readMigrations } from '../../db/migration-files.ts'
import { schemaState } from '../../db/schema-state.ts'
import { ago, databaseNow } from '../../db/time.ts'
import { livingProcesses } from '../../presence/presence-store.ts'
import type { Lack } from '../../words/finding-meaning.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'

/** What the checklist of a deployment looks at. */
export type DeployContext = {
  readonly db: Database
  readonly dataFolder: string
  /** Of this program. */
  readonly version: string
  /** What a service has to be there for. */
  readonly roles: readonly string[]
  /** Where the service answers for its health. */
  readonly healthUrl: string
}

const HOUR_MS = 3_600_000
const BACKUP_HOURS_MAX = 26
const PROVED_HOURS_MAX = 48
const TOLD_DAYS_MAX = 7
const PROBE_MS = 5000

/** The checklist of a deployment: what has to be so before it, during it, and after it. */
export function lookAtDeployment(context: DeployContext): readonly Look[] {
  return [
    { what: 'before', findings: () => before(context) },
    { what: 'during', findings: () => during(context) },
    { what: 'after', findings: () => after(context) },
  ]
}

async function before(context: DeployContext): Promise<readonly Finding[]> {
  return [await triedBackup(context), await loggedInAgain(context), await alertsArrive(context)]
}

/** The newest backup in the data folder, read to its end. */
async function triedBackup({ db, dataFolder }: DeployContext): Promise<Finding> {
  const folder = join(dataFolder, 'backups')
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.zip'))
  const dated: { file: string; at: Date }[] = []
  for (const name of names) {
    const file = join(folder, name)
    try {
      dated.push({ file, at: await tryBackup(file) })
    } catch {
      return broken('before', { code: 'backup-broken', file })
    }
  }
  const [newest] = dated.sort((one, other) => other.at.getTime() - one.at.getTime())
  const make = `evercheck backup ${join(folder, 'before.zip')}`
  if (newest === undefined) {
    return careful('before', { code: 'backup-none', folder, make })
  }
  const oldMs = (await databaseNow({ db })).getTime() - newest.at.getTime()
  const age = { file: newest.file, at: newest.at.toISOString() }
  return oldMs > BACKUP_HOURS_MAX * HOUR_MS
    ? careful('before', { code: 'backup-old', ...age, make })
    : well('before', { code: 'backup-whole', ...age })
}

/** Whether every account could log in by itself, and its session lives. */
async function loggedInAgain({ db }: DeployContext): Promise<Finding> {
  const found = await sql<{ username: string; lacks: readonly Lack[] }>`
    select account.username,
      array_remove(array[
        case when credential.id is null then 'password' end,
        case when credential.totp_secret_encrypted is null then 'totp' end,
        case when session.last_verified_at is null
          or session.last_verified_at < ${ago(PROVED_HOURS_MAX * HOUR_MS)}
          then 'proof' end], null) as lacks
    from instagram_accounts account
    left join refresh_credentials credential on credential.id = account.credential_id
    left join instagram_sessions session
      on session.account_id = account.id
      and session.label = 'current'
      and session.died_at is null
    where account.standing = 'active'
    order by account.username
  `.execute(db)
  const lacking = found.rows.filter(({ lacks }) => lacks.length > 0)
  return lacking.length === 0
    ? well('before', { code: 'accounts-ready', count: found.rows.length })
    : careful('before', { code: 'accounts-lacking', lacking })
}

async function alertsArrive({ db }: DeployContext): Promise<Finding> {
  const found = await sql<{ sent_at: Date | null }>`
    select max(ended_at) as sent_at from alert_deliveries where state = 'sent'
  `.execute(db)
  const sentAt = found.rows[0]?.sent_at ?? null
  const now = await databaseNow({ db })
  const isLate = sentAt === null || now.getTime() - sentAt.getTime() > TOLD_DAYS_MAX * 24 * HOUR_MS
  return isLate
    ? careful('before', { code: 'alert-none' })
    : well('before', { code: 'alert-arrived', at: sentAt.toISOString() })
}

/** Which migrations are to come, and who would be in their way. */
async function during({ db, version }: DeployContext): Promise<readonly Finding[]> {
  const { missing, unknown } = await schemaState({ db })
  const kinds = new Map((await readMigrations()).map(({ name, kind }) => [name, kind]))
  const taking = missing.filter((name) => kinds.get(name) !== 'expand')
  const others = (await livingProcesses({ db })).filter((each) => {
    return each.version !== '' && each.version !== version
  })
  const processes = others.map(({ host, pid, version: theirs }) => `${host} (${pid}, ${theirs})`)
  const schema = ofSchema({ missing, unknown, taking })
  if (others.length === 0) return [schema, well('during', { code: 'versions-same' })]
  const means = { code: 'versions-other', processes, stop: taking.length > 0 } as const
  return [schema, means.stop ? broken('during', means) : careful('during', means)]
}

function ofSchema(of: {
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly taking: readonly string[]
}): Finding {
  const { missing, unknown, taking } = of
  if (unknown.length > 0) {
    return careful('during', { code: 'schema-newer', migrations: unknown })
  }
  if (missing.length === 0) return well('during', { code: 'schema-same' })
  return careful('during', { code: 'schema-behind', count: missing.length, taking })
}

async function after(context: DeployContext): Promise<readonly Finding[]> {
  return [
    await answering(context),
    await served(context),
    await proved(context),
    await cameThrough(context),
    await nothingRaised(context),
  ]
}

async function answering({ healthUrl }: DeployContext): Promise<Finding> {
  const url = `${healthUrl}/readyz`
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) })
    const said = (await response.text()).trim().slice(0, 500)
    const means = { code: 'service-says', url, said } as const
    return response.ok ? well('after', means) : broken('after', means)
  } catch {
    return careful('after', { code: 'service-away', url })
  }
}

/** Whether each role is somebody's, and of this version. */
async function served({ db, roles, version }: DeployContext): Promise<Finding> {
  const living = (await livingProcesses({ db })).filter((each) => each.version === version)
  const missing = roles.filter((role) => !living.some((each) => each.roles.includes(role)))
  return missing.length === 0
    ? well('after', { code: 'roles-served', count: living.length })
    : careful('after', { code: 'roles-missing', roles: missing })
}

/** Since the process that runs for longest began. */
function since() {
  return sql`(
    select min(started_at) from holders where holder_lives(holder) and cardinality(roles) > 0
  )`
}

async function proved({ db }: DeployContext): Promise<Finding> {
  const found = await sql<{ proved: number; all: number }>`
    select count(*)::integer as all,
      (count(*) filter (where last_verified_at >= ${since()}))::integer as proved
    from instagram_sessions
    where label = 'current' and died_at is null
  `.execute(db)
  const { proved: count = 0, all = 0 } = found.rows[0] ?? {}
  const means = { code: 'sessions-proved', count, all } as const
  return count === all ? well('after', means) : careful('after', means)
}

async function cameThrough({ db }: DeployContext): Promise<Finding> {
  const found = await sql<{ completed: number }>`
    select count(*)::integer as completed
    from checks
    where state = 'completed' and finished_at >= ${since()}
  `.execute(db)
  const { completed = 0 } = found.rows[0] ?? {}
  return completed > 0
    ? well('after', { code: 'checks-through', count: completed })
    : careful('after', { code: 'checks-none' })
}

async function nothingRaised({ db }: DeployContext): Promise<Finding> {
  const alerts = await openAlerts({ db })
  if (alerts.length === 0) return well('after', { code: 'alerts-none' })
  const rules = [...new Set(alerts.map(({ rule }) => rule))]
  const means = { code: 'alerts-raised', rules } as const
  return alerts.some(({ severity }) => severity === 'critical')
    ? broken('after', means)
    : careful('after', means)
}
