import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openAlerts } from '../../src/alerts/alert-store.ts'
import { evaluateAlerts } from '../../src/alerts/evaluate.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { beginDialogue, endDialogue, noteAsks } from '../../src/dialogues/dialogue-store.ts'
import { showFrame } from '../../src/dialogues/frame-store.ts'
import { JOBS } from '../../src/jobs/kinds.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import { words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

test('operators see sessions, give credits, and answer a login; customers are forgotten', async () => {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await using town = await Town.open({ databaseUrl: database.url, operators: [7] })
  await using _bot = await town.live(['bot'])
  const operator = town.person(7, 'ru')
  const person = town.person(1001, 'en')
  await person.says('/start')
  await operator.says('/start')

  expect(words(await person.says('/admin_session_status'))).toContain('those who run this bot')
  await operator.says('/admin_session_status')
  expect(words(await operator.sees('keeper'))).toMatch(
    /Плановых продлений: 0[\s\S]*Удачных проверок/,
  )
  operator.types('/admin_grant tg:1001 5 for the trouble')
  expect(words(await person.sees('You have been given'))).toContain('for the trouble')
  town.telegram.repeat(1)

  const { id } = await town.app.db
    .selectFrom('instagram_accounts')
    .select('id')
    .executeTakeFirstOrThrow()
  await beginDialogue(town.app, {
    accountId: id,
    cause: 'challenge',
    asks: 'code',
    said: 'Enter the code',
    place: '/challenge/',
  })
  const wanted = await operator.sees('Instagram просит, чтобы вошёл человек')
  const typed = operator.types('414 603', wanted.id)
  await operator.sees('ввожу код')
  expect(typed.isDeleted).toBe(true)
  const sent = await sql<{ count: number }>`
    select code_count as count from login_dialogues
  `.execute(town.app.db)
  expect(sent.rows[0]?.count).toBe(1)

  const before = await customerOf(town.app, telegramIdentity(1001))
  expect(before?.balanceCredits).toBe(5)
  await person.says('/forget')
  await person.taps('Delete everything')
  await person.sees('Everything about you is deleted.')
  expect(await customerOf(town.app, telegramIdentity(1001))).toBeNull()
  const chats = await sql<{ chat_id: string }>`
    select chat_id from telegram_chats where chat_id = 1001
  `.execute(town.app.db)
  expect(chats.rows).toEqual([])
})

test('an alert comes with buttons: seen, silent for an hour, what to do', async () => {
  await using town = await openTown([7, 8])
  await using bot = await town.live(['bot'])
  const [first, second] = [town.person(7, 'en'), town.person(8, 'ru')]
  await first.says('/start')
  await second.says('/start')
  await allSessionsDied(town)
  await evaluateAlerts(bot.app)
  const queue = await JobQueue.open(bot.app, JOBS)
  await queue.workDue(new AbortController().signal)
  const alert = await first.sees('CRITICAL')
  expect(alert.entities.map(({ type }) => type)).toEqual(expect.arrayContaining(['date_time']))
  expect(await first.taps('What to do')).toMatch(/\w{3,}/)
  expect(await first.taps('Seen')).toBe('Seen by Person 7')
  // The other one learns that somebody is on it; both speak their own language.
  await second.sees('КРИТИЧНО')
  expect(await second.taps('Вижу')).toBe('Отмечено: Person 7')
  expect(await first.taps('Silence for an hour')).toBe('Silenced for an hour.')
  const silenced = await sql<{ by: string }>`
    select made_by as by from alert_silences
  `.execute(town.app.db)
  expect(silenced.rows).toEqual([{ by: 'tg:7' }])
  // A letter about the ledger that an older version sent bears the button, too.
  await sql`update alert_notices set rule = 'LedgerImbalance'`.execute(town.app.db)
  expect(await first.taps('Silence for an hour')).toContain('cannot be silenced')
  // Nobody else may, whatever his telephone sends.
  const stranger = town.person(1001, 'en')
  await stranger.says('/start')
  const data = alert.keyboard?.inline_keyboard
    .flat()
    .map((button) => 'callback_data' in button && button.callback_data)
  stranger.presses(stranger.last, String(data?.[0]))
  await stranger.says('/help')
  expect((await openAlerts(town.app)).map(({ acknowledgedBy }) => acknowledgedBy)).toEqual(['tg:7'])
})

test('what three accounts suffer from is one alert, seen and silenced in one go', {
  tags: 'long',
}, async () => {
  const names = ['ada', 'bob', 'eve'].map((name) => `keeper.${name}`)
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const options = { databaseUrl: database.url, operators: [7, 8], accounts: names }
  await using town = await Town.open(options)
  await using bot = await town.live(['bot'])
  const [first, second] = [town.person(7, 'en'), town.person(8, 'ru')]
  await first.says('/start')
  await second.says('/start')
  await allSessionsDied(town)
  await evaluateAlerts(bot.app)
  const queue = await JobQueue.open(bot.app, JOBS)
  const send = () => queue.workDue(new AbortController().signal)
  await send()
  await first.sees('CRITICAL: A session is invalid (3 accounts)')
  const alert = await second.sees('Сессия недействительна (3 аккаунта)')
  expect(names.filter((name) => words(alert).includes(name))).toEqual(names)
  const told = () => first.read.map(words).filter((text) => text.includes('session is invalid'))
  expect(told()).toHaveLength(1)
  // Seen once is seen for all three; what else is wrong is another alert.
  const seen = alert.keyboard?.inline_keyboard[0]?.[0]
  const tap = second.presses(alert, seen && 'callback_data' in seen ? seen.callback_data : '')
  const answered = await town.telegram.until('an answer', () => town.telegram.taps.get(tap))
  expect(answered.text).toBe('Отмечено: Person 8')
  const open = async () =>
    (await openAlerts(town.app)).filter(({ rule }) => rule === 'SessionInvalid')
  expect((await open()).map(({ acknowledgedBy }) => acknowledgedBy)).toEqual(
    names.map(() => 'tg:8'),
  )
  // Two of them mend: they are told together, and the third goes on.
  await sql`
    update instagram_sessions set cause = null, died_at = null, created_at = evercheck_now(),
      logged_in_at = evercheck_now()
    from instagram_accounts
    where label = 'current' and instagram_accounts.id = instagram_sessions.account_id
      and instagram_accounts.username <> 'keeper.eve'
  `.execute(town.app.db)
  await evaluateAlerts(bot.app)
  database.turn(new Date(Date.now() + 3_600_000))
  await evaluateAlerts(bot.app)
  await send()
  await first.sees('Resolved: A session is invalid (2 accounts)')
  expect(told()).toHaveLength(2)
  expect((await open()).map(({ name }) => name)).toEqual(['keeper.eve'])
})

test('a session is renewed by hand, an account paused and resumed, each told when it is done', async () => {
  await using town = await openTown([7])
  await using _bot = await town.live(['bot'])
  const operator = town.person(7, 'en')
  await operator.says('/start')
  operator.types('/admin_refresh_session keeper')
  await operator.sees('keeper is being renewed')
  await operator.sees('keeper: the session is renewed and proved.')
  await operator.says('/admin_pause keeper')
  await operator.sees('keeper is paused')
  await operator.says('/admin_resume keeper')
  await operator.sees('keeper is in use again.')
  await operator.says('/admin_refresh_session nobody')
  await operator.sees('There is no account nobody.')
})

test('the day in figures comes once in the morning', { tags: 'long' }, async () => {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  await using town = await Town.open({ databaseUrl: database.url, operators: [7] })
  const morning = new Date()
  morning.setUTCHours(7)
  database.turn(morning)
  const first = await town.live(['bot'])
  // Today's come to nobody: nobody has written yet.
  const { db } = town.app
  await expect
    .poll(() => db.selectFrom('telegram_state').select('summary_on').executeTakeFirst())
    .toMatchObject({ summary_on: expect.anything() })
  const operator = town.person(7, 'ru')
  await operator.says('/start')
  await first.end()
  database.turn(new Date(morning.getTime() + 24 * 3_600_000))
  const second = await town.live(['bot'])
  await operator.sees('Последние сутки')
  await second.end()
  await using _third = await town.live(['bot'])
  await operator.says('/help')
  const summaries = operator.read.filter((each) => words(each).includes('Последние сутки'))
  expect(summaries).toHaveLength(1)
})

test('two operators answer one login: a wrong code is said to both, and each reply is deleted', async () => {
  await using town = await openTown([7, 8])
  await using _bot = await town.live(['bot'], { EVERCHECK_LOGIN_PICTURES: 'yes' })
  const [first, second] = [town.person(7, 'en'), town.person(8, 'en')]
  await first.says('/start')
  await second.says('/start')
  const { id: accountId } = await town.app.db
    .selectFrom('instagram_accounts')
    .select('id')
    .executeTakeFirstOrThrow()
  const page = { asks: 'code', said: 'Enter the code', place: '/challenge/' } as const
  const id = (await beginDialogue(town.app, { accountId, cause: 'challenge', ...page })) ?? ''
  const frame = { width: 1366, height: 768, jpeg: Buffer.from('a picture of the page') }
  expect(await showFrame(town.app, id, frame)).toBe(true)
  const wanted = await first.sees('Instagram wants a person to sign in to keeper')
  const theirs = await second.sees('Instagram wants a person to sign in to keeper')
  const replies = [first.types('no code', wanted.id), first.types('111 111', wanted.id)]
  await first.sees('A code is 4 to 8 digits')
  await first.sees('the code is being entered')
  expect(theirs.keyboard?.inline_keyboard.flat().map(({ text }) => text)).toContain('Close it')
  // Beside it comes the page as it is now, with a field for the code.
  const field = await second.sees('keeper: the code, as a reply')
  expect([field.file?.kind, field.file?.bytes.toString(), field.asks]).toEqual([
    'photo',
    'a picture of the page',
    'reply',
  ])
  const other = second.types('222222', field.id)
  await second.sees('the code is being entered')
  expect([...replies, other].map(({ isDeleted }) => isDeleted)).toEqual([true, true, true])
  await noteAsks(town.app, id, { ...page, codeRefused: true })
  await first.sees('Instagram did not take that code')
  await second.sees('Instagram did not take that code')
  await endDialogue(town.app, id, 'logged-in', null)
  await second.sees('keeper is signed in and proved; the checks go on')
  const late = first.types('333333', wanted.id)
  await first.sees('This login is over already')
  expect(late.isDeleted).toBe(true)
  // A reply in a chat that was never asked is no code: it is a name that cannot be one.
  const stranger = town.person(1001, 'en')
  await stranger.says('/start')
  await town.telegram.until('three messages', () => stranger.read.length === 3)
  expect(words(await stranger.says('444444', wanted.id))).toMatch(/Looking|@444444/)
})

async function openTown(operators: readonly number[]): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  return Town.open({ databaseUrl: database.url, operators })
}

/** Every session was logged out longer ago than an alert waits for. */
async function allSessionsDied(town: Town): Promise<void> {
  await sql`
    update instagram_sessions set cause = 'logged-out',
      died_at = evercheck_now() - interval '25 hours',
      created_at = evercheck_now() - interval '25 hours',
      logged_in_at = evercheck_now() - interval '25 hours'
    where label = 'current'
  `.execute(town.app.db)
}
