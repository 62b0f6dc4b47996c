import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { moveStanding } from '../src/accounts/account-store.ts'
import { backUp } from '../src/backup/back-up.ts'
import { restore, tryBackup } from '../src/backup/restore.ts'
import { inOrder } from '../src/backup/tables.ts'
import { keptCursor } from '../src/chats/state-store.ts'
import { readEvents, recordEvent, startOfEvents } from '../src/events/event-store.ts'
import { settled } from './settled.ts'
import { ADA, Trial } from './trial.ts'

test('a backup goes into another database, whole, and nothing goes on by itself', async () => {
  await using from = await Trial.open()
  await from.checkAndReport()
  const file = join(from.reportFolder, 'backup.zip')
  await backUp(from.app, file)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  // What comes later is not in it.
  from.clock.advance(3_600_000)
  await from.checkAndReport()

  await using to = await Trial.open({ accounts: [], loggedIn: [] })
  const restored = await restore(to.app, file)
  expect(restored.paused).toEqual(['keeper'])
  expect(await counted(to, 'checks')).toBe(1)
  expect(await counted(to, 'check_members')).toBe(ADA.followers + ADA.following)
  const account = await to.account('keeper')
  expect(account).toMatchObject({ standing: 'paused', standingWhy: '{"kind":"restored"}' })
  const labels = await sql<{ label: string }>`
    select label from instagram_sessions order by version
  `.execute(to.app.db)
  expect(labels.rows.map(({ label }) => label)).toEqual(['pending'])

  // Numbers go on after those that came with it.
  const move = { to: 'active', by: 'operator', why: null, forMs: null } as const
  await moveStanding(to.app, account, move)
  const numbers = await sql<{ next: string; last: string }>`
    select nextval(pg_get_serial_sequence('events', 'id'))::text as next,
      (select max(id) from events)::text as last
  `.execute(to.app.db)
  expect(Number(numbers.rows[0]?.next)).toBeGreaterThan(Number(numbers.rows[0]?.last))
  await expect(restore(to.app, file)).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
})

test('a restored system sends nothing of what the old one had to send, and hears what is new', async () => {
  await using from = await Trial.open()
  await from.checkAndReport()
  await unsent(from)
  const file = join(from.reportFolder, 'backup.zip')
  await backUp(from.app, file)

  await using to = await Trial.open({ accounts: [], loggedIn: [] })
  await restore(to.app, file)
  const { db } = to.app
  const left = await sql<{ waiting: string }>`
    select (select count(*) from webhook_deliveries where state = 'waiting')
      + (select count(*) from alert_deliveries where state = 'waiting')
      + (select count(*) from telegram_posts where state in ('result', 'bell'))
      + (select count(*) from telegram_updates where handled_at is null)
      + (select count(*) from telegram_letters where message is not null)
      + (select count(*) from pgboss.job) as waiting
  `.execute(db)
  expect(left.rows).toEqual([{ waiting: '0' }])
  const cursors = await sql<{ cursors: string }>`
    select (select count(*) from webhook_place)
      + (select count(cursor) from telegram_state) as cursors
  `.execute(db)
  expect(cursors.rows).toEqual([{ cursors: '0' }])
  // The old server had counted its transactions much further.
  await recordEvent(to.app, { kind: 'check-ended', check: 'new' })
  await settled(to.app)
  const read = await readEvents(to.app, await startOfEvents(to.app), 1000)
  if (read.kind === 'expired') throw new Error('nothing was deleted')
  expect(read.events.at(-1)).toMatchObject({ kind: 'check-ended', check: 'new' })
  expect(read.events.length).toBeGreaterThan(3)
})

test('whoever reads events goes on where it stood in a database that has moved', async () => {
  await using from = await Trial.open({ accounts: [], loggedIn: [] })
  const { db } = from.app
  await sql`delete from events`.execute(db)
  // In the order of their transactions, which is not that of their numbers.
  for (const [kind, xid] of [
    ['check-ended', 700],
    ['check-ordered', 500],
    ['account-paused', 900],
    ['check-parked', 700],
  ] as const) {
    await recordEvent(from.app, { kind, check: String(xid) })
    await sql`update events set xid = ${String(xid)}::xid8
      where id = (select max(id) from events)`.execute(db)
  }
  const ids = await sql<{ id: string }>`select id::text as id from events order by xid, id`
    .execute(db)
    .then(({ rows }) => rows.map(({ id }) => id))
  await sql`insert into webhook_place (xid, event_id) values ('500', ${ids[0]}::bigint)`.execute(db)
  await sql`update telegram_state set cursor = ${`700-${ids[1]}`}`.execute(db)
  const file = join(from.reportFolder, '..', 'backup.zip')
  await backUp(from.app, file)

  await using to = await Trial.open({ accounts: [], loggedIn: [] })
  await restore(to.app, file, { id: 'mov_1', from: 'there' })
  await recordEvent(to.app, { kind: 'check-ended', check: 'new' })
  await settled(to.app)
  const place = await sql<{ xid: string; id: string }>`
    select xid::text as xid, event_id::text as id from webhook_place`.execute(to.app.db)
  const cursors = [place.rows[0] ?? null, await keptCursor(to.app)]
  const unread = []
  for (const cursor of cursors) {
    if (cursor === null) throw new Error('a reader has lost its place')
    const read = await readEvents(to.app, cursor, 100)
    unread.push(read.kind === 'events' ? read.events.map(({ kind }) => kind) : read.kind)
  }
  expect(unread).toEqual([
    ['check-ended', 'account-paused', 'check-parked', 'check-ended'],
    ['account-paused', 'check-parked', 'check-ended'],
  ])
})

/** Something that waits to be sent on every way there is, and events of a server that is far on. */
async function unsent({ app: { db } }: Trial): Promise<void> {
  for (const statement of [
    `update events set xid = '900000000000'`,
    `insert into webhook_place (xid, event_id) values ('900000000001', 0)`,
    `update telegram_state set cursor = '900000000001-0'`,
    `insert into webhooks (id, url, kinds, secret_sealed, created_at)
      values ('whk_1', 'https://x.example', 'check.completed', '', now())`,
    `insert into webhook_deliveries (id, webhook_id, kind, payload, state, created_at)
      values ('whd_1', 'whk_1', 'check.completed', '{}', 'waiting', now())`,
    `insert into alert_notices (id, at, change, rule, severity, alerts)
      values ('not_1', now(), 'raised', 'WorkerDown', 'critical', '[]')`,
    `insert into alert_deliveries (id, notice_id, channel, target, state, created_at)
      values ('dlv_1', 'not_1', 'mail', 'ops@example.com', 'waiting', now())`,
    `insert into telegram_chats (chat_id, customer_id, created_at)
      select 1, id, now() from customers limit 1`,
    `insert into telegram_posts (check_id, chat_id, state, due_at) values ('a', 1, 'bell', now())`,
    `insert into telegram_updates (update_id, chat_id, received_at, body)
      values (1, 1, now(), '{}')`,
    `insert into telegram_letters (key, chat_id, message, created_at, due_at)
      values ('receipt:1', 1, '{}', now(), now())`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}

test('a file that is no backup, cut short or changed is refused, and nothing is changed', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const file = join(trial.reportFolder, '..', 'backup.zip')
  await backUp(trial.app, file)
  const whole = await readFile(file)
  const changed = Buffer.from(whole)
  // In the middle of the rows, behind the manifest.
  for (let at = 4000; at < 4040; at += 1) changed[at] = (changed[at] ?? 0) ^ 0xff
  for (const bytes of [Buffer.from('no backup'), whole.subarray(0, whole.length - 400), changed]) {
    await writeFile(file, bytes)
    await expect(restore(trial.app, file)).rejects.toThrow()
    expect(await counted(trial, 'customers')).toBe(1)
  }
  await rm(file)
})

test('an earlier backup is replaced, and nothing else is', { tags: 'long' }, async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const file = join(trial.reportFolder, '..', 'backup.zip')
  const key = join(trial.reportFolder, '..', 'only-key')
  await writeFile(key, 'a1b2c3d4:the only key')
  for (let time = 0; time < 2; time++) await backUp(trial.app, file)
  await expect(backUp(trial.app, key)).rejects.toMatchObject({ code: 'BACKUP_FILE_TAKEN' })
  expect(await readFile(key, 'utf8')).toBe('a1b2c3d4:the only key')
})

test('a backup that cannot be written says why, and two at a time leave one that is whole', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const folder = join(trial.reportFolder, '..')
  const nowhere = join(folder, 'not', 'there', 'backup.zip')
  await expect(backUp(trial.app, nowhere)).rejects.toMatchObject({ code: 'BACKUP_UNWRITABLE' })
  const file = join(folder, 'backup.zip')
  await Promise.all([backUp(trial.app, file), backUp(trial.app, file)])
  expect(await tryBackup(file)).toBeInstanceOf(Date)
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('a backup of another schema is refused', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const file = join(trial.reportFolder, '..', 'backup.zip')
  await backUp(trial.app, file)
  await sql`update migrations set digest = 'x' where name like '0001%'`.execute(trial.app.db)
  await expect(restore(trial.app, file)).rejects.toMatchObject({ code: 'BACKUP_VERSION' })
})

test('tables are taken in after those that they refer to', () => {
  const tables = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]
  const references = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
  ]
  expect(inOrder(tables, references).map(({ name }) => name)).toEqual(['c', 'b', 'a'])
  const circle = [...references, { from: 'c', to: 'a' }]
  expect(() => inOrder(tables, circle)).toThrow(/refer to each other/)
})

async function counted(trial: Trial, table: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(table)}
  `.execute(trial.app.db)
  return found.rows[0]?.count ?? 0
}
