import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readAudit } from '../../src/access/audit.ts'
import { accountNamed } from '../../src/accounts/account-store.ts'
import { moveAccount } from '../../src/accounts/move-account.ts'
import { untoldAlerts } from '../../src/alerts/alert-store.ts'
import { evaluateAlerts } from '../../src/alerts/evaluate.ts'
import { NAMED_RULES } from '../../src/alerts/rules.ts'
import { Stage } from '../api/stage.ts'
import { Trial } from '../trial.ts'

test('an account is paused, resumed, given a session and retired, and the audit log has it all', async () => {
  await using trial = await Trial.open({ accounts: ['keeper', 'second'], loggedIn: ['keeper'] })
  await using api = await Stage.open(trial.app)
  const path = '/admin/accounts/keeper'
  const list = await api.ask('/admin/accounts')
  expect(list.body.items).toMatchObject([
    { account: 'keeper', status: 'valid' },
    { account: 'second', status: 'none' },
  ])
  const first = await api.ask('/admin/accounts?limit=1')
  expect(first.body.items).toHaveLength(1)
  expect((await api.ask(`/admin/accounts?limit=1&after=${first.body.next}`)).body).toMatchObject({
    items: [{ account: 'second', state: 'queued', group: 'healthy', dialogue: null, requests: 0 }],
    next: null,
    groups: { needs: 0, recovers: 0, healthy: 2, rests: 0 },
  })
  expect((await api.ask('/admin/accounts?q=@SEC')).body.items).toMatchObject([
    { account: 'second' },
  ])
  const lost = await api.ask('/admin/accounts?after=anywhere')
  expect(lost).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } })
  const paused = await api.ask(`${path}/pause`, { method: 'POST' })
  expect(paused.body).toEqual({ account: 'keeper', standing: 'paused' })
  // Two who ask for the same at once have both done it; who sees what is no longer so has not.
  const before = { ...(await accountNamed(trial.app, 'keeper')), standing: 'active' as const }
  await moveAccount(trial.app, before, 'paused')
  await expect(moveAccount(trial.app, before, 'active')).rejects.toThrow('cannot become active')
  const resting = (await api.ask('/admin/session/health?accounts=1')).body
  expect(resting).toMatchObject({
    groups: { needs: 0, healthy: 1, rests: 1 },
    nextDay: { leftOut: 1 },
    accounts: [{ account: 'second' }],
  })
  expect(resting.accounts).toHaveLength(1)
  const past = (await api.ask('/admin/session/history?accounts=0')).body
  expect(past.lives).toEqual([])
  expect(past.map.rows).toMatchObject([
    { group: 'healthy', accounts: 1 },
    { group: 'rests', accounts: 1 },
  ])
  const own = (await api.ask('/admin/session/history?account=keeper')).body
  expect(own).toMatchObject({ lives: [{ account: 'keeper' }], map: null })
  expect((await api.ask(path)).body).toMatchObject({
    standing: 'paused',
    state: 'paused',
    group: 'rests',
    hasPassword: true,
    hasTotp: true,
    paceFactor: 1,
    remedy: expect.stringContaining('keeper'),
  })
  const resumed = await api.ask(`${path}/resume`, { method: 'POST' })
  expect(resumed.body).toEqual({ account: 'keeper', standing: 'active' })

  const imported = await api.ask('/admin/accounts/second/import', {
    body: { cookies: trial.cookiesFor('second'), userAgent: 'Mozilla/5.0 (X11)' },
  })
  expect(imported.body).toMatchObject({ outcome: 'imported', version: 1, why: null })
  const wrong = await api.ask(`${path}/import`, {
    body: { cookies: trial.cookiesFor('second'), userAgent: 'Mozilla/5.0 (X11)' },
  })
  expect(wrong.body).toMatchObject({ outcome: 'refused', version: null })
  expect(wrong.body.why).toMatch(/\w/)
  const garbage = await api.ask(`${path}/import`, { body: { cookies: 'nothing of use' } })
  expect(garbage).toMatchObject({ status: 400, body: { code: 'COOKIES_UNREADABLE' } })

  const renewed = await api.ask(`${path}/renew`, { method: 'POST' })
  expect(renewed.body).toEqual({ account: 'keeper', outcome: 'renewed', why: null })
  const versions = await api.ask(`${path}/sessions?limit=1`)
  expect(versions.body.items).toMatchObject([{ version: 2, label: 'current', kept: true }])
  const older = await api.ask(`${path}/sessions?after=${versions.body.next}`)
  expect(older.body).toMatchObject({ items: [{ version: 1, label: 'previous' }], next: null })
  const back = await api.ask(`${path}/sessions/rollback`, { method: 'POST' })
  expect(back.body).toMatchObject({ outcome: 'rolled-back', version: 1 })
  const now = await api.ask(`${path}/sessions`)
  expect(now.body.items).toMatchObject([{ label: 'previous' }, { version: 1, label: 'current' }])
  const none = await api.ask(`${path}/sessions/rollback`, { body: { version: 7 } })
  expect(none.body).toMatchObject({ outcome: 'no-version', version: 7 })
  const refreshes = await api.ask(`${path}/refreshes`)
  expect(refreshes.body.items).toMatchObject([{ cause: 'manual', outcome: expect.any(String) }])

  const retired = await api.ask(path, { method: 'DELETE' })
  expect(retired.body).toMatchObject({ account: 'keeper', retired: true })
  expect(await api.ask(path)).toMatchObject({ status: 404, body: { code: 'ACCOUNT_UNKNOWN' } })
  const acts = (await readAudit(trial.app, { limit: 20 })).map(({ act }) => act).reverse()
  expect(acts.filter((act) => !act.startsWith('token.'))).toEqual([
    'account.pause',
    'account.resume',
    'account.import',
    'account.import',
    'account.import',
    'session.refresh',
    'session.rollback',
    'session.rollback',
    'account.retire',
  ])
  const events = await sql<{ kind: string }>`
    select kind from events where kind like 'account-%' order by id
  `.execute(trial.app.db)
  const kinds = events.rows.map(({ kind }) => kind)
  expect(kinds.slice(-3)).toEqual(['account-paused', 'account-recovered', 'account-removed'])
})

type Named = { readonly rule: string }
type Silenceable = Named & { readonly silenceable: boolean }

test('an alert is seen, acknowledged once, and its rule silenced', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  await api.ask('/admin/accounts/keeper/pause', { method: 'POST' })
  await sql`
    update instagram_accounts set standing = 'challenged', standing_why = 'challenged'
  `.execute(trial.app.db)
  await evaluateAlerts(trial.app)
  trial.clock.advance(20 * 60_000)
  await evaluateAlerts(trial.app)
  const { body } = await api.ask('/admin/alerts')
  const alert = body.items.find(({ rule }: Named) => rule === 'AccountStopped')
  expect(alert).toMatchObject({ name: 'keeper', acknowledgedBy: null })
  expect(alert.words).toContain('keeper')
  const russian = await api.ask('/admin/alerts', { headers: { 'accept-language': 'ru-RU,ru' } })
  expect(JSON.stringify(russian.body)).toMatch(/[а-я]{5}/)
  const { items: rules } = (await api.ask('/admin/alerts/rules')).body
  expect(rules.length).toBe(NAMED_RULES.length)
  const { value, over, unit } = rules.find(({ rule }: Named) => rule === 'AccountStopped')
  expect({ fires: value > over, unit }).toEqual({ fires: true, unit: 'number' })
  expect(rules.find(({ rule }: Named) => rule === 'SessionOld').unit).toBe('seconds')
  const first = await api.ask(`/admin/alerts/${alert.id}/acknowledge`, { method: 'POST' })
  expect(first.body).toEqual({ acknowledged: true, by: 'test' })
  const second = await api.ask(`/admin/alerts/${alert.id}/acknowledge`, { method: 'POST' })
  expect(second.body).toEqual({ acknowledged: false, by: 'test' })
  const silence = { rule: 'AccountStopped', minutes: 60 }
  expect((await api.ask('/admin/alerts/silences', { body: silence })).status).toBe(200)
  expect((await api.ask('/admin/alerts/silences')).body.items).toMatchObject([
    { rule: 'AccountStopped', subject: null, by: 'test' },
  ])
  const unknown = { rule: 'NoSuchRule', minutes: 60 }
  expect(await api.ask('/admin/alerts/silences', { body: unknown })).toMatchObject({
    status: 404,
    body: { code: 'RULE_UNKNOWN' },
  })
  const told = await sql<{ kind: string; rule: string }>`
    select kind, detail ->> 'rule' as rule from events
    where kind in ('alert-acknowledged', 'alert-silenced')
    order by id
  `.execute(trial.app.db)
  expect(told.rows).toEqual([
    { kind: 'alert-acknowledged', rule: 'AccountStopped' },
    { kind: 'alert-silenced', rule: 'AccountStopped' },
  ])
})

test('the ledger is silenced by nobody, and not by a silence that an older version took', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  const silence = { rule: 'LedgerImbalance', minutes: 60 }
  const headers = { 'accept-language': 'ru' }
  const refused = await api.ask('/admin/alerts/silences', { body: silence, headers })
  expect(refused).toMatchObject({ status: 409, body: { code: 'RULE_NEVER_SILENT' } })
  expect(refused.body.detail).toContain('evercheck ledger')
  await sql`
    insert into alert_silences (id, rule, subject, until_at, made_at, made_by)
    select 'sil_' || rule, rule, null, now() + interval '1 day', now(), 'Ann'
    from unnest(array['LedgerImbalance', 'RefundFailed']) as old (rule)
  `.execute(trial.app.db)
  await sql`
    insert into alerts (id, rule, subject, name, severity, value, detail, since_at, seen_at,
      raised_at)
    select 'alt_' || rule, rule, '', rule, 'critical', 1, '{}', now(), now(), now()
    from unnest(array['LedgerImbalance', 'RefundFailed']) as found (rule)
  `.execute(trial.app.db)
  const untold = await untoldAlerts({ db: trial.app.db, at: new Date() })
  expect(untold.map(({ rule, isSilenced }) => [rule, isSilenced])).toEqual([
    ['LedgerImbalance', false],
    ['RefundFailed', true],
  ])
  const { items: alerts } = (await api.ask('/admin/alerts')).body
  expect(alerts.map((alert: Silenceable) => [alert.rule, alert.silenceable])).toEqual([
    ['LedgerImbalance', false],
    ['RefundFailed', true],
  ])
  const { items } = (await api.ask('/admin/alerts/silences')).body
  expect(items.map(({ rule }: Named) => rule)).toEqual(['RefundFailed'])
})

test('alerts are walked to the last one, the worst first, also where many began at once', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  await sql`
    insert into alerts (id, rule, subject, name, severity, value, detail, since_at, seen_at,
      raised_at)
    select 'alt_' || n, 'SessionOld', n::text, 'account', (array['info', 'critical', 'warning'])[
      1 + n % 3], 1, '{}', evercheck_now(), evercheck_now(), evercheck_now()
    from generate_series(1, 7) n`.execute(trial.app.db)
  for (const state of ['open', 'recent']) {
    const found: (Named & { id: string; severity: string })[] = []
    let after = ''
    do {
      const { body } = await api.ask(`/admin/alerts?state=${state}&limit=3${after}`)
      found.push(...body.items)
      after = body.next && `&after=${body.next}`
    } while (after)
    expect(new Set(found.map(({ id }) => id)).size).toBe(7)
    expect(found.length).toBe(7)
    if (state === 'recent') continue
    const severities = found.map(({ severity }) => severity).join(' ')
    expect(severities).toBe('critical critical critical warning warning info info')
  }
  const lost = await api.ask('/admin/alerts?after=alt_8')
  expect(lost).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } })
})

test('answers that nobody knew come page by page, though one of them is met again meanwhile', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  await sql`
    insert into evidence (fingerprint, surface, first_at, last_at, evidence, sketch)
    select which::text, 'list', evercheck_now(), evercheck_now() - which / 3 * interval '1 microsecond',
      '{}'::jsonb, which::text
    from generate_series(1, 7) as which
  `.execute(trial.app.db)
  const pageAfter = async (after: string | null) => {
    const { items, next } = (
      await api.ask(`/admin/evidence?limit=2${after === null ? '' : `&after=${after}`}`)
    ).body
    return { met: items.map(({ sketch }: { sketch: string }) => sketch), next }
  }
  const seen: string[] = []
  let after: string | null = null
  do {
    const { met, next }: { met: string[]; next: string | null } = await pageAfter(after)
    seen.push(...met)
    // What stood on the page that was read comes to the front, and takes nobody's place.
    await sql`update evidence set last_at = evercheck_now() where sketch = ${met.at(-1)}`.execute(
      trial.app.db,
    )
    after = next
  } while (after !== null)
  expect(seen).toEqual(['2', '1', '5', '4', '3', '7', '6'])
  const lost = await api.ask('/admin/evidence?after=anywhere')
  expect(lost).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } })
})

test('schedules, evidence and settings are shown, and no secret is among them', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  for (const path of ['/admin/schedules', '/admin/evidence', '/admin/settings']) {
    expect([path, (await api.ask(path)).status]).toEqual([path, 200])
  }
  const { items } = (await api.ask('/admin/processes')).body
  expect(items.map(({ pid }: { pid: number }) => pid)).toContain(process.pid)
  const { body } = await api.ask('/admin/settings')
  expect(body).toMatchObject({ database: 'postgres', settings: { slots: 8 } })
  const slots = { name: 'EVERCHECK_SLOTS', value: null, usual: '8' }
  expect(body.variables).toContainEqual(expect.objectContaining(slots))
  const set = body.variables.filter(({ value }: { value: string | null }) => value !== null)
  expect(
    Object.fromEntries(set.map(({ name, value }: Record<string, string>) => [name, value])),
  ).toEqual(trial.app.config.set)
  expect(JSON.stringify(body)).not.toMatch(/postgres(ql)?:\/\//)
})

test('the endpoints of the original plan can be switched off', async () => {
  await using trial = await Trial.open({ environment: { EVERCHECK_ORIGINAL_ENDPOINTS: 'no' } })
  await using api = await Stage.open(trial.app)
  for (const [method, path] of [
    ['POST', '/admin/session/refresh'],
    ['POST', '/admin/credentials/set'],
    ['GET', '/admin/session/status'],
  ] as const) {
    const answer = await api.ask(path, { method })
    expect(answer).toMatchObject({ status: 404, body: { code: 'ENDPOINT_UNKNOWN' } })
    expect(Object.keys((await api.ask('/openapi.json')).body.paths)).not.toContain(`/api/v1${path}`)
  }
  expect((await api.ask('/admin/accounts')).status).toBe(200)
})
