import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openAlerts, recentAlerts } from '../../src/alerts/alert-store.ts'
import { acknowledgeAlert, silenceAlerts, silences } from '../../src/alerts/attend.ts'
import { evaluateAlerts } from '../../src/alerts/evaluate.ts'
import { startAlerts } from '../../src/alerts/start-alerts.ts'
import { tryChannels } from '../../src/channels/try-channels.ts'
import type { Look } from '../../src/health/finding.ts'
import { lookAtMail, lookAtTelegram } from '../../src/health/looks/channels.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { scheduleStates } from '../../src/queue/schedule-store.ts'
import { findingWords } from '../../src/words/findings.ts'
import { unsentWords } from '../../src/words/unsent.ts'
import { Alerting, PLANTED } from '../alerting.ts'
import type { Received } from '../receivers.ts'
import { never, Trial } from '../trial.ts'

/** By what Alertmanager's receivers know an alert again. */
function fingerprintOf(hook: Received | undefined): string | undefined {
  const alerts = (hook?.body.alerts ?? []) as { readonly fingerprint: string }[]
  return alerts[0]?.fingerprint
}

test('a session that is invalid for a day is told on every channel, each in its own form', async () => {
  await using house = await Alerting.open()
  await house.breakSession('keeper', 23)
  await house.pass(1)
  house.trial.clock.advance(58 * 60_000)
  await house.pass(1)
  expect(house.texts).toEqual([])
  await house.pass(2)

  expect(house.telegram.received).toHaveLength(1)
  expect(house.telegram.received[0]?.path).toBe(`/bot${PLANTED.token}/sendMessage`)
  expect(house.telegram.received[0]?.body).toMatchObject({ chat_id: 1001 })
  expect(house.texts[0]).toMatch(
    /^CRITICAL: A session is invalid \(keeper\)\n\nThe session of keeper/,
  )
  expect(house.texts[0]).toContain('last renewed 1 day ago')

  expect(house.mail.letters).toHaveLength(1)
  expect(house.mail.letters[0]?.to).toEqual(['ops@example.com'])
  expect(house.mail.letters[0]?.text).toMatch(
    /^Subject: CRITICAL: A session is invalid \(keeper\)/m,
  )
  expect(house.mail.letters[0]?.text).toMatch(/^Message-ID: <dlv_\w+@evercheck\.invalid>/m)

  expect(house.ntfy.received[0]?.headers.authorization).toBe(`Bearer ${PLANTED.ntfy}`)
  expect(house.ntfy.received[0]?.body).toMatchObject({ topic: 'evercheck-alerts', priority: 5 })

  const [hook] = house.webhook.received
  expect(hook?.body).toMatchObject({
    version: '4',
    status: 'firing',
    receiver: 'evercheck',
    groupLabels: { alertname: 'SessionInvalid' },
    externalURL: 'https://panel.example',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'SessionInvalid', severity: 'critical', subject: 'keeper' },
        endsAt: '0001-01-01T00:00:00Z',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ],
  })

  await house.mendSession('keeper')
  await house.pass(4)
  expect(house.texts).toHaveLength(2)
  expect(house.texts[1]).toMatch(
    /^Resolved: A session is invalid \(keeper\)\n\nkeeper: It lasted \d minutes/,
  )
  expect(house.webhook.received[1]?.body).toMatchObject({ status: 'resolved' })
  expect(house.webhook.received[1]?.body.alerts).toMatchObject([
    { fingerprint: fingerprintOf(hook) },
  ])
})

test('a channel that is away for an hour finds all of it once, and the others are told', {
  tags: 'long',
}, async () => {
  await using house = await Alerting.open()
  await house.telegram.leave()
  await house.breakSession('keeper', 25)
  await house.pass(20, 2)
  await house.mendSession('keeper')
  await house.pass(20, 2)
  await house.breakSession('keeper', 25)
  await house.pass(20, 2)
  expect(house.texts).toEqual([])
  const elsewhere = house.mail.letters.map(({ text }) => /^Subject: (.*)/m.exec(text)?.[1])
  expect(elsewhere).toEqual([
    'CRITICAL: A session is invalid (keeper)',
    'Warning: Alerts do not arrive (telegram)',
    'Resolved: A session is invalid (keeper)',
    'CRITICAL: A session is invalid (keeper)',
  ])
  expect(house.mail.letters[1]?.text).toContain('nothing answers there')

  await house.telegram.comeBack()
  await house.pass(15)
  const titles = house.texts.map((text) => text.split('\n')[0])
  expect(titles.toSorted()).toEqual([
    'CRITICAL: A session is invalid (keeper)',
    'CRITICAL: A session is invalid (keeper)',
    'Resolved: A session is invalid (keeper)',
  ])
  // Each of the two is another alert: since another time.
  expect(new Set(house.texts).size).toBe(3)
  const over = house.webhook.received.map(({ body }) => [body.status, body.groupLabels])
  expect(over.at(-1)).toEqual(['resolved', { alertname: 'AlertDeliveryFailing' }])
  const left = await sql<{ state: string }>`
    select distinct state from alert_deliveries`.execute(house.app.db)
  expect(left.rows).toEqual([{ state: 'sent' }])
})

test('three accounts are one message, and three evaluations at once are one as well', async () => {
  const names = ['keeper', 'second']
  await using house = await Alerting.open({ accounts: names, loggedIn: names }, { language: 'ru' })
  for (const name of names) await house.breakSession(name, 30)
  await Promise.all([1, 2, 3].map(() => evaluateAlerts(house.app)))
  await house.deliver()
  expect(house.texts).toHaveLength(1)
  expect(house.texts[0]).toMatch(/^КРИТИЧНО: Сессия недействительна \(2 аккаунта\)/)
  expect(house.texts[0]).toContain('Сессия second недействительна')
  expect(house.mail.letters).toHaveLength(1)
})

test('what lasts is repeated until somebody has acknowledged it, and its end is told', async () => {
  await using house = await Alerting.open()
  await house.breakSession('keeper', 25)
  await house.pass(1)
  for (let hour = 0; hour < 4; hour += 1) {
    house.trial.clock.advance(59 * 60_000)
    await house.pass(1)
  }
  expect(house.texts.map((text) => text.split(':')[0])).toEqual(['CRITICAL', 'CRITICAL, still so'])
  const [alert] = await openAlerts(house.app)
  expect(await acknowledgeAlert(house.app, alert?.id ?? '', 'Ann')).toEqual({
    kind: 'acknowledged',
  })
  expect(await acknowledgeAlert(house.app, alert?.id ?? '', 'Ben')).toMatchObject({
    kind: 'already',
    by: 'Ann',
  })
  for (let hour = 0; hour < 9; hour += 1) {
    house.trial.clock.advance(59 * 60_000)
    await house.pass(1)
  }
  expect(house.texts).toHaveLength(2)
  await house.mendSession('keeper')
  await house.pass(4)
  expect(house.texts.at(-1)).toMatch(/^Resolved: .*\n\nkeeper: It lasted 13 hours/)
  expect(await acknowledgeAlert(house.app, alert?.id ?? '', 'Ben')).toEqual({ kind: 'not-open' })
})

test('of all who deal with an alert at once, or silence a rule, one does and the others hear of it', async () => {
  await using house = await Alerting.open()
  await house.breakSession('keeper', 25)
  await house.pass(1)
  const id = (await openAlerts(house.app))[0]?.id ?? ''
  const names = ['Ann', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay']
  const done = await Promise.all(names.map((name) => acknowledgeAlert(house.app, id, name)))
  const [first] = names.filter((_, at) => done[at]?.kind === 'acknowledged')
  expect(done.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1)
  const others = done.filter(({ kind }) => kind !== 'acknowledged')
  expect(others).toEqual(Array(5).fill({ kind: 'already', by: first, at: expect.any(Date) }))
  const of = { rule: 'SessionOld', subject: null } as const
  await Promise.all(names.map((name) => silenceAlerts(house.app, of, 30 * 60_000, name)))
  expect(await silences(house.app)).toMatchObject([of])
})

test('a silence tells nothing until it is over, and then what lasts', {
  tags: 'long',
}, async () => {
  await using house = await Alerting.open()
  const of = { rule: 'SessionInvalid', subject: null } as const
  await silenceAlerts(house.app, of, 30 * 60_000, 'Ann')
  await house.breakSession('keeper', 25)
  await house.pass(29)
  expect(house.texts).toEqual([])
  expect(await openAlerts(house.app)).toMatchObject([{ rule: 'SessionInvalid', name: 'keeper' }])
  await house.pass(3)
  expect(house.texts).toHaveLength(1)
})

test('at night a warning waits for the morning, and what is critical does not', async () => {
  await using house = await Alerting.open()
  const now = house.trial.clock.now()
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes()
  const quiet = { fromMinute: minute, toMinute: (minute + 10) % 1440, zone: 'UTC' }
  const app = { ...house.app, alerting: { ...house.app.alerting, quiet } }
  await sql`
    update instagram_accounts set standing = 'suspended', standing_why = 'x'
    where username = 'keeper'`.execute(app.db)
  await house.breakSession('keeper', 25)
  const told = async () => (await evaluateAlerts(app)).notices
  expect(await told()).toBe(1)
  await house.deliver()
  house.trial.clock.advance(9 * 60_000)
  expect(await told()).toBe(0)
  house.trial.clock.advance(2 * 60_000)
  expect(await told()).toBe(1)
  await house.deliver()
  expect(house.texts.map((text) => text.split('\n')[0])).toEqual([
    'CRITICAL: A session is invalid (keeper)',
    'Warning: An account has stopped (keeper)',
  ])
})

test('a channel that asks to wait is waited for, and one that refuses is given up and told', {
  tags: 'long',
}, async () => {
  await using house = await Alerting.open()
  let limited = true
  house.telegram.answer = () => {
    if (!limited) return { status: 200, body: { ok: true } }
    const parameters = { retry_after: 7 }
    const body = { ok: false, error_code: 429, description: 'Too Many Requests', parameters }
    return { status: 429, body }
  }
  house.mail.refusal = { code: 550, says: 'No such mailbox' }
  await house.breakSession('keeper', 25)
  await evaluateAlerts(house.app)
  await house.deliver()
  for (const [seconds, asked] of [
    [6, 1],
    [1, 2],
  ] as const) {
    house.trial.clock.advance(seconds * 1000)
    await house.deliver()
    expect(house.telegram.asked()).toBe(asked)
  }
  await house.pass(2)
  expect(house.texts).toEqual([])
  limited = false
  await house.pass(3)
  const titles = house.texts.map((text) => text.split('\n')[0])
  expect(titles.toSorted()).toEqual([
    'CRITICAL: A session is invalid (keeper)',
    'Warning: Alerts do not arrive (mail)',
  ])
  expect(house.texts.join('\n')).toContain('550')
  const errors = await sql<{ last_error: string | null }>`
    select last_error from alert_deliveries`.execute(house.app.db)
  const said = JSON.stringify([errors.rows, house.trial.events])
  for (const secret of Object.values(PLANTED)) expect(said).not.toContain(secret)
})

test('a blip shorter than a rule wants is nothing, and one within an alert is not its end', async () => {
  await using house = await Alerting.open()
  await sql`update instagram_accounts set standing = 'paused'`.execute(house.app.db)
  await sql`
    insert into checks (id, customer_id, target_username, state, patience_ms, created_at,
      last_update_at)
    select 'chk_1', id, 'ada', 'queued', 1000, evercheck_now(), evercheck_now()
    from customers where id = 'house'`.execute(house.app.db)
  await house.pass(5)
  expect((await openAlerts(house.app)).map(({ rule }) => rule)).toEqual([])
  await house.pass(2)
  expect((await openAlerts(house.app)).map(({ rule }) => rule)).toEqual(['WorkerDown'])
  // For a minute it looks as if somebody worked.
  await sql`update checks set state = 'running'`.execute(house.app.db)
  await house.pass(1)
  await sql`update checks set state = 'queued'`.execute(house.app.db)
  await house.pass(5)
  const all = await recentAlerts(house.app, { after: null, countMax: 10 })
  expect(all.map(({ rule }) => rule).toSorted()).toEqual(['SessionPoolExhausted', 'WorkerDown'])
})

test('a test message says of every channel whether it carries, and sends again what was given up', async () => {
  await using house = await Alerting.open({}, { operators: ['1001', '1002'] })
  const blocked = {
    ok: false,
    error_code: 403,
    description: 'Forbidden: bot was blocked by the user',
  }
  house.telegram.answer = ({ body }) =>
    body.chat_id === 1002 ? { status: 403, body: blocked } : { status: 200, body: { ok: true } }
  await house.ntfy.leave()
  await house.breakSession('keeper', 25)
  await house.pass(1)
  const tried = await tryChannels(house.app, never())
  const said = tried.map(({ channel, target, why }) => {
    return [channel, target, why && unsentWords('en', why)]
  })
  expect(said).toEqual([
    ['telegram', '1001', null],
    ['telegram', '1002', 'it answers 403: Forbidden: bot was blocked by the user'],
    ['mail', 'ops@example.com', null],
    ['ntfy', '', 'nothing answers there'],
    ['webhook', '', null],
  ])
  expect(house.texts.at(-1)).toBe(
    'Evercheck: a test of this channel\n\nAlerts arrive here. Nothing is wrong.',
  )
  house.telegram.answer = () => ({ status: 200, body: { ok: true } })
  const again = await tryChannels(house.app, never())
  expect(again.map(({ redelivered }) => redelivered)).toEqual([0, 1, 0, 0, 0])
  await house.deliver()
  const chats = house.telegram.received.filter(({ body }) => /invalid/.test(String(body.text)))
  expect(chats.map(({ body }) => body.chat_id)).toEqual([1001, 1002])
})

test('the doctor says what is wrong with the bot, its operators and the mail server', async () => {
  await using house = await Alerting.open()
  const telegram = (operators: readonly string[], telegramToken = PLANTED.token) =>
    said(lookAtTelegram({ telegramApi: house.telegram.url, telegramToken, operators }))
  const mail = (smtpUrl: string) => said(lookAtMail({ smtpUrl, mailTo: ['ops@example.com'] }))
  house.telegram.answer = ({ path }) => {
    if (path.includes('/bot1:')) return { status: 401, body: { ok: false, description: 'No' } }
    if (path.endsWith('/getMe')) {
      return { status: 200, body: { ok: true, result: { username: 'evercheck_bot' } } }
    }
    const isKnown = path.endsWith('chat_id=1001')
    return isKnown
      ? { status: 200, body: { ok: true, result: {} } }
      : { status: 400, body: { ok: false, description: 'Bad Request: chat not found' } }
  }
  expect(await telegram(['1001'])).toEqual(['well: The bot @evercheck_bot answers.'])
  expect((await telegram(['1001', '1002'])).at(-1)).toMatch(/^careful: It cannot write to 1002/)
  expect(await telegram(['1001'], '1:wrong')).toEqual([
    expect.stringMatching(/^broken: .* refuses the token .*BotFather/),
  ])
  expect(await mail(house.mail.url)).toEqual(['well: The mail server takes our name and password.'])
  const wrong = await mail(house.mail.url.replace(PLANTED.mail, 'planted-Wrong-1'))
  expect(wrong).toEqual([expect.stringMatching(/^broken: .*refuses the name or the password/)])
  expect(wrong.join()).not.toContain('planted')
  await house.telegram.leave()
  await house.mail.leave()
  expect((await telegram(['1001'])).join()).toMatch(/^broken: .*nothing answers there/)
  expect((await mail(house.mail.url)).join()).toMatch(/^broken: .*nothing answers there/)
})

async function said(look: Look): Promise<readonly string[]> {
  return (await look.findings()).map(({ state, means }) => {
    return `${state}: ${findingWords('en', means)}`
  })
}

test('that alerts are evaluated is seen among what comes by the clock', async () => {
  await using trial = await Trial.open()
  const evaluated = Promise.withResolvers<void>()
  const app = {
    ...trial.app,
    // It sleeps for real: the clock of the trial would let it evaluate without end.
    clock: { ...systemClock, now: () => trial.clock.now() },
    tell: ({ kind }: { readonly kind: string }) => {
      if (kind === 'alerts-evaluated') evaluated.resolve()
    },
  }
  const alerts = startAlerts(app)
  await evaluated.promise
  await alerts.close()
  const states = await scheduleStates(trial.app)
  const now = trial.clock.now()
  expect(states.find(({ kind }) => kind === 'evaluate-alerts')).toMatchObject({
    lastSuccessAt: now,
    nextRunAt: new Date(now.getTime() + 60_000),
    lastError: null,
  })
})
