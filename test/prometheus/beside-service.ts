import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startSimulator } from '../../simulator/server.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { expressions } from '../../tools/monitoring/dashboard.ts'
import { rulesFile } from '../../tools/monitoring/prometheus-rules.ts'
import { runCommand } from '../command.ts'
import { startPostgres } from '../postgres.ts'
import { removeFolder } from '../quick-folder.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { startService } from '../service-process.ts'
import { type Prometheus, startPrometheus } from './prometheus.ts'

const ACCOUNTS = ['keeper', 'second']
const TARGET = { username: 'ada.example', followers: 140, following: 96, mutual: 60 }

/**
 * Of the dashboard, what shows nothing before somebody has logged in with a browser, an answer was
 * suspicious, and something has come by the clock.
 */
const NEEDS_MORE =
  /evercheck_(logins_total|login_duration|answers_total|schedule_last_success_timestamp)/

/**
 * Starts a real service that has something to show, and Prometheus beside it with our rules; asks
 * for everything that the dashboard asks for, and compares what fires there with our own alerts.
 * Returns what is wrong.
 */
export async function proveAgainstService(): Promise<readonly string[]> {
  await using closers = new Closers()
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-prometheus-'))
  closers.add('folder', () => removeFolder(folder))
  const settings = await settle(folder, closers)
  const service = await startService(['serve'], settings)
  closers.add('service', () => service.end().then(() => undefined))
  const checked = await runCommand(
    ['check', TARGET.username, '--json', '--out', join(folder, 'report')],
    settings,
  )
  // One that is answered and one that is refused.
  for (const path of ['openapi.json', 'checks']) await fetch(`${service.ready.api}/api/v1/${path}`)
  const prometheus = await startPrometheus(folder, service.ready.health, rulesFile())
  closers.add('prometheus', () => prometheus.close())
  await prometheus.ready()
  const listed = await runCommand(['alerts', 'list', '--json'], settings)
  const ours = (listed.json as { alerts: { rule: string }[] }).alerts.map(({ rule }) => rule)
  return [
    ...(checked.exitCode === 0 ? [] : [`the check ended with ${checked.exitCode}`]),
    ...(await wrongInDashboard(prometheus, await exportedBy(service.ready.health))),
    ...(await wrongInAlerts(prometheus, new Set(ours))),
  ]
}

/** A simulator, a database, two accounts, of which one's session is long dead; the settings. */
async function settle(folder: string, closers: Closers): Promise<Record<string, string>> {
  const postgres = await startPostgres({ durable: false })
  closers.add('postgres', () => postgres.close())
  const accounts = ACCOUNTS.map((username) => {
    return { username, password: 'Some-password-4', followers: 4, following: 6 }
  })
  const config = { accounts, targets: [TARGET] }
  const simulator = await startSimulator({ seed: 7, config, clock: systemClock })
  closers.add('simulator', () => simulator.close())
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, simulator.ca)
  const settings = {
    EVERCHECK_DATA: join(folder, 'data'),
    DATABASE_URL: await postgres.freshDatabase(),
    EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
  }
  const { world } = simulator
  for (const username of ACCOUNTS) {
    const account = world.findAccount(username)
    if (!account) throw new Error(`there is no ${username}`)
    const { setCookies } = world.openSession(account, {
      device: world.newDevice(),
      surface: 'web',
      address: '127.0.0.1',
      method: 'control',
    })
    const cookies = setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
    const args = ['account', 'import', username, '--user-agent', USER_AGENT, '--cookies-file', '-']
    const imported = await runCommand(args, settings, cookies)
    if (imported.exitCode !== 0) throw new Error(imported.stderr)
  }
  await history(settings.DATABASE_URL)
  return settings
}

/** What has happened in the last days, as the rows that it would have left. */
async function history(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`
      update instagram_sessions set died_at = now() - interval '30 hours', cause = 'logged-out',
        created_at = now() - interval '3 days', logged_in_at = now() - interval '3 days'
      from instagram_accounts account
      where account.id = account_id and account.username = 'second'`)
    await client.query(`
      insert into session_refreshes
        (id, account_id, cause, method, started_at, finished_at, outcome, form_sent)
      select kind.id, account.id, kind.cause, 'browser', kind.at, kind.at, kind.outcome, true
      from instagram_accounts account,
        (values
          ('ref_1', 'reactive', now() - interval '40 hours', 'logged-in'),
          ('ref_2', 'proactive', now() - interval '50 hours', 'technical')
        ) as kind (id, cause, at, outcome)
      where account.username = 'second'`)
  } finally {
    await client.end()
  }
}

/** The metrics that a service exports, whether or not they show anything yet. */
async function exportedBy(health: string): Promise<ReadonlySet<string>> {
  const text = await (await fetch(`${health}/metrics`)).text()
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)]
  return new Set(
    names.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
}

async function wrongInDashboard(
  prometheus: Prometheus,
  exported: ReadonlySet<string>,
): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const expression of expressions()) {
    for (const [name] of expression.matchAll(/\b(evercheck|process|nodejs)_\w+/g)) {
      if (!exported.has(name)) wrong.push(`${name} is not exported: ${expression}`)
    }
    const found = await prometheus.query(expression)
    if (found.length === 0 && !NEEDS_MORE.test(expression)) {
      wrong.push(`there is nothing to see: ${expression}`)
    }
  }
  return wrong
}

async function wrongInAlerts(
  prometheus: Prometheus,
  ours: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found = await prometheus.query('ALERTS{alertstate="firing"}')
  const theirs = new Set(found.map(({ alertname = '' }) => alertname))
  const wrong = theirs.has('Watchdog') ? [] : ['Watchdog does not fire']
  if (!ours.has('SessionInvalid')) wrong.push('the session that is long dead is not told')
  theirs.delete('Watchdog')
  const said = (names: ReadonlySet<string>) => [...names].sort().join(', ')
  if (said(theirs) !== said(ours)) {
    wrong.push(`Prometheus fires ${said(theirs)}, and we ${said(ours)}`)
  }
  return wrong
}
