import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import yauzl from 'yauzl'
import { backUp } from '../../src/backup/back-up.ts'
import { failureOf } from '../../src/cli/exit-code.ts'
import { ENDPOINTS } from '../../src/contract/all.ts'
import { setAccountProxy } from '../../src/sessions/account-proxy.ts'
import { openMetrics } from '../../src/telemetry/metrics.ts'
import { addWebhook } from '../../src/webhooks/webhook-store.ts'
import { Alerting, PLANTED } from '../alerting.ts'
import { SAMPLES } from '../api/samples.ts'
import { Stage } from '../api/stage.ts'
import { commandHere } from '../command-here.ts'
import { filesBelow, keysIn, type Leftover, leaksIn } from '../leftovers.ts'
import type { Trial } from '../trial.ts'

const PROXY_PASSWORD = 'planted-Proxy-0815'
const ACCOUNT_PASSWORD = 'planted-Secret-0481'
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

test('no secret is in alerts, metrics, a backup, answers, pages, what commands print, or the log', async () => {
  const environment = { EVERCHECK_LOG_LEVEL: 'debug' }
  await using alerting = await Alerting.open({ environment })
  const { trial, app } = alerting
  const data = trial.settings().EVERCHECK_DATA ?? ''
  const hook = await plant(trial)
  const metrics = openMetrics(app, { version: '1', figures: true })
  trial.process.app.onEvent(metrics.heard)
  await liveThrough(alerting)

  const backup = join(trial.reportFolder, '..', 'backup.zip')
  await backUp(app, backup)
  const keyFile = join(data, 'keys')
  const leftovers: Leftover[] = [
    { name: 'metrics', text: await metrics.text() },
    { name: 'telegram', text: JSON.stringify(alerting.telegram.received.map(bodyOf)) },
    { name: 'ntfy', text: JSON.stringify(alerting.ntfy.received.map(bodyOf)) },
    { name: 'webhook', text: JSON.stringify(alerting.webhook.received.map(bodyOf)) },
    { name: 'mail', text: JSON.stringify(alerting.mail.letters) },
    ...(await entriesOf(backup)),
    ...(await tablesOf(trial)),
    ...(await printed(trial)),
    ...(await answered(alerting)),
    ...(await filesBelow(data)).filter(({ name }) => name !== keyFile),
    ...(await filesBelow(trial.reportFolder)),
    { name: 'a crash', text: crash() },
  ]
  for (const needed of ['telegram', 'mail', 'rows/instagram_sessions.copy', 'doctor']) {
    const found = leftovers.find(({ name }) => name === needed)
    expect(found?.text.length, needed).toBeGreaterThan(50)
  }
  const sessions = trial.instagram.sessions().map(({ sessionid }) => sessionid)
  expect(sessions.length).toBeGreaterThanOrEqual(2)
  const planted = [
    ACCOUNT_PASSWORD,
    TOTP_SECRET,
    PROXY_PASSWORD,
    hook,
    PLANTED.token,
    PLANTED.mail,
    PLANTED.ntfy,
    ...sessions,
    ...(await keysIn(keyFile)),
  ]
  // The search finds what is there.
  expect(leaksIn([{ name: 'x', text: `in ${hook}, say` }], planted)).toEqual(['x'])
  expect(leaksIn(leftovers, planted)).toEqual([])
})

/** Stores what is not there yet: a proxy with a password, and a webhook. Returns its secret. */
async function plant(trial: Trial): Promise<string> {
  const { app } = trial
  const { id } = await trial.account()
  await setAccountProxy(app, id, `http://user:${PROXY_PASSWORD}@127.0.0.1:9`)
  await setAccountProxy(app, id, null)
  const lookup = async () => [{ address: '127.0.0.1', family: 4 as const }]
  const reach = { allowsPrivate: true, lookup }
  const given = { customerId: null, url: 'http://127.0.0.1:9/', kinds: ['check.failed'] } as const
  return (await addWebhook({ ...app, reach }, given)).secret
}

/** Alerts on every channel, a login that fails, a death, and a check that comes through. */
async function liveThrough(alerting: Alerting): Promise<void> {
  const { trial } = alerting
  await alerting.breakSession('keeper', 30)
  await alerting.pass(3)
  await alerting.mendSession('keeper')
  trial.browser.outcomes.push({ kind: 'technical', code: 'UNKNOWN_PAGE', detail: 'nobody knows' })
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 50 })
  await trial.checkAndReport()
}

/** What a human is shown of it. */
async function printed(trial: Trial): Promise<readonly Leftover[]> {
  const found: Leftover[] = []
  for (const command of ['status', 'evidence', 'doctor', 'alerts', 'audit', 'jobs', 'reseal']) {
    const { stdout, stderr } = await commandHere(trial.settings(), command)
    found.push({ name: command, text: stdout + stderr })
  }
  const list = await commandHere(trial.settings(), 'session', 'list', 'keeper')
  const checklist = await commandHere(trial.settings(), 'doctor', '--deploy', '--json')
  return [
    ...found,
    { name: 'session list', text: list.stdout },
    { name: 'doctor --deploy', text: checklist.stdout + checklist.stderr },
  ]
}

/** Every answer of the API that only tells something, and every page with all that it loads. */
async function answered({ app, trial }: Alerting): Promise<readonly Leftover[]> {
  await using stage = await Stage.open(app)
  const { rows } = await sql<{ id: string }>`select id from checks`.execute(app.db)
  const known: Readonly<Record<string, string>> = { account: 'keeper', customer: 'house' }
  const found: Leftover[] = []
  for (const { id, method, path, streams = [] } of ENDPOINTS) {
    if (method !== 'GET' || streams.includes('text/event-stream')) continue
    const own = path.startsWith('/checks/') ? rows[0]?.id : undefined
    const filled = path.replace(/{(\w+)}/g, (_, name) => {
      return known[name] ?? own ?? SAMPLES[id]?.params?.[name] ?? 'nothing'
    })
    trial.clock.advance(60_000)
    const { status, body } = await stage.ask(`${filled}${path.endsWith('/result') ? LIST : ''}`)
    found.push({ name: `${status} ${filled}`, text: JSON.stringify(body) })
  }
  const told = found.filter(({ name, text }) => name.startsWith('200') && text.length > 2)
  expect(told.length).toBeGreaterThan(25)
  const origin = new URL(stage.url).origin
  for (const path of ['/', '/accounts/keeper', `/checks/${rows[0]?.id}`, '/public/r/x']) {
    const page = await (await fetch(origin + path, { headers: { accept: 'text/html' } })).text()
    found.push({ name: path, text: page })
    for (const [, file] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      found.push({ name: `${file}`, text: await (await fetch(`${origin}${file}`)).text() })
    }
  }
  return found
}

const LIST = '?list=followers'

/** What is said of an error that carries a secret along. */
function crash(): string {
  const cause = Object.assign(new Error('outer'), { cookies: ACCOUNT_PASSWORD })
  return JSON.stringify(failureOf(new Error('what nobody has foreseen', { cause })))
}

function bodyOf({ path, body }: { readonly path: string; readonly body: unknown }) {
  // Telegram wants its token in the address: only what people read is looked at.
  return { path: path.replace(/\/bot[^/]+/, '/bot'), body }
}

async function entriesOf(file: string): Promise<readonly Leftover[]> {
  const zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false })
  const found: Leftover[] = []
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk)
    found.push({ name: entry.fileName, text: Buffer.concat(chunks).toString('latin1') })
  }
  zip.close()
  return found
}

async function tablesOf({ app: { db } }: Trial): Promise<readonly Leftover[]> {
  const tables = await sql<{ name: string }>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'
  `.execute(db)
  return Promise.all(
    tables.rows.map(async ({ name }) => {
      const rows = await sql<{ text: string }>`
        select row::text as text from ${sql.raw(name)} row`.execute(db)
      return { name, text: rows.rows.map(({ text }) => text).join('\n') }
    }),
  )
}
