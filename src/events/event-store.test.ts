import { type Kysely, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { makeTestDatabase } from '../../test/databases.ts'
import { settled } from '../../test/settled.ts'
import { type OpenDatabase, openDatabase } from '../db/database.ts'
import type { Tables } from '../db/tables.gen.ts'
import { systemClock } from '../kernel/clock.ts'
import { newHolder, seededRandom } from '../kernel/ids.ts'
import { type EventCursor, type Happened, parseCursor } from './event.ts'
import {
  deleteEvents,
  endOfEvents,
  eventsOfCheck,
  readEvents,
  recordEvent,
  recording,
  startOfEvents,
} from './event-store.ts'
import { followEvents } from './follow-events.ts'

test('a reader that is killed and resumed under 16 writers misses none and sees none twice', async () => {
  const database = await open(18)
  const { db } = database
  const random = seededRandom(42)
  const written: string[] = []
  const write = async (writer: number): Promise<void> => {
    for (let round = 0; round < 25; round += 1) {
      const name = `${writer}.${round}`
      const statements = Math.floor(random.fraction() * 6)
      const gaveUp = new Error('rolled back')
      const transaction = db.transaction().execute(async (tx) => {
        await recordEvent({ db: tx }, { kind: 'check-ordered', check: name })
        // Open for as long as that takes: others begin later and commit earlier.
        for (let more = 0; more < statements; more += 1) await endOfEvents({ db: tx })
        await recordEvent({ db: tx }, { kind: 'check-started', check: name })
        if (random.fraction() < 0.2) throw gaveUp
      })
      if (
        await transaction.then(
          () => true,
          (error) => error !== gaveUp,
        )
      )
        written.push(name, name)
    }
  }
  const read: Happened[] = []
  let stored = await startOfEvents(database)
  const writing = Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)))
  let over = false
  void writing.then(() => {
    over = true
  })
  while (!over || read.length < written.length) {
    // Each of these lives for a few batches, and begins where the one before has stored its cursor.
    let batches = 0
    for await (const each of followEvents(contextOf(database), stored, anEnd())) {
      if (each.kind === 'expired') throw new Error('nothing was deleted')
      read.push(...each.events)
      stored = each.cursor
      batches += 1
      if (batches === 3 || (over && read.length >= written.length)) break
    }
  }
  await writing
  const all = await readEvents(database, await startOfEvents(database), 10_000)
  expect(all.kind === 'events' && all.events.map(keyOf)).toEqual(read.map(keyOf))
  expect(read.map((event) => event.check).sort()).toEqual(written.sort())
  expect(new Set(read.map(keyOf)).size).toBe(read.length)
})

test('an event is not shown while one may still come before it', async () => {
  const database = await open(3)
  const start = await startOfEvents(database)
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const early = database.db.transaction().execute(async (tx) => {
    await recordEvent({ db: tx }, { kind: 'check-ordered', check: 'early' })
    begun.resolve()
    await goOn.promise
  })
  await begun.promise
  await recordEvent(database, { kind: 'check-ordered', check: 'late' })
  expect(await readEvents(database, start, 10)).toMatchObject({ events: [], cursor: start })
  goOn.resolve()
  await early
  const read = await readSoon(database, start, 2)
  expect(read.map((event) => event.check)).toEqual(['early', 'late'])
})

test('a transaction of another database, however long, holds no reader back', async () => {
  const [database, other] = [await open(2), await open(2)]
  const beginning = await startOfEvents(database)
  await recordEvent(database, { kind: 'check-ordered', check: 'before' })
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const long = other.db.transaction().execute(async (tx) => {
    await recordEvent({ db: tx }, { kind: 'check-ordered', check: 'elsewhere' })
    begun.resolve()
    await goOn.promise
  })
  await begun.promise
  await settled(database)
  const start = await endOfEvents(database)
  await recordEvent(database, { kind: 'check-ordered', check: 'here' })
  await settled(database)
  const end = await endOfEvents(database)
  expect(await readEvents(database, start, 10)).toMatchObject({ events: [{ check: 'here' }] })
  expect(await readEvents(database, end, 10)).toMatchObject({ events: [] })
  expect(await readEvents(database, beginning, 10)).toMatchObject({
    events: [{ check: 'before' }, { check: 'here' }],
  })
  expect(await deleteEvents(database, -1)).toBe(2)
  goOn.resolve()
  await long
})

test('who may see nothing of other sessions is held back by those of its own database alone', async () => {
  const [database, other] = [await open(2), await open(2)]
  const plain = await plainUser(database)
  const start = await startOfEvents(database)
  const whileOpen = (where: OpenDatabase, look: () => Promise<void>) =>
    where.db.transaction().execute(async (tx) => {
      await recordEvent({ db: tx }, { kind: 'check-ordered', check: 'under way' })
      await recordEvent(database, { kind: 'check-ordered', check: 'late' })
      await look()
    })
  await whileOpen(other, async () => {
    await settled(database)
    expect(await readEvents(plain, start, 10)).toMatchObject({ events: [{ check: 'late' }] })
  })
  await whileOpen(database, async () => {
    expect(await readEvents(plain, start, 10)).toMatchObject({ events: [{ check: 'late' }] })
  })
})

test('who begins at the end hears only of what comes then, and what is undone never happened', async () => {
  const database = await open(2)
  await recordEvent(database, { kind: 'check-ordered', check: 'before' })
  await settled(database)
  const end = await endOfEvents(database)
  const undone = database.db.transaction().execute(async (tx) => {
    await recordEvent({ db: tx }, { kind: 'check-ordered', check: 'undone' })
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  await recordEvent(database, {
    kind: 'check-ended',
    check: 'after',
    customer: 'house',
    detail: { why: null, members: [1, 2] },
  })
  expect(await readSoon(database, end, 1)).toMatchObject([
    {
      kind: 'check-ended',
      check: 'after',
      account: null,
      customer: 'house',
      detail: { why: null, members: [1, 2] },
    },
  ])
})

test('a cursor from before what was deleted is told so, a later one reads on', async () => {
  const database = await open(1)
  const start = await startOfEvents(database)
  await recordEvent(database, { kind: 'check-ordered', check: 'old' })
  const [old] = await readSoon(database, start, 1)
  await recordEvent(database, { kind: 'check-ordered', check: 'new' })
  await readSoon(database, start, 2)
  expect(await deleteEvents(database, 3_600_000)).toBe(0)
  expect(await readEvents(database, start, 10)).toMatchObject({ kind: 'events' })
  expect(await deleteEvents(database, -1)).toBe(2)
  const expired = await readEvents(database, start, 10)
  expect(expired.kind).toBe('expired')
  expect(await readEvents(database, old?.cursor ?? start, 10)).toMatchObject({ kind: 'expired' })
  expect(await readEvents(database, expired.cursor, 10)).toMatchObject({ kind: 'events' })
  expect(await readEvents(database, await startOfEvents(database), 10)).toMatchObject({
    events: [],
  })
})

test('beside a change an event is recorded only if something has changed', async () => {
  const database = await open(1)
  const { db } = database
  const start = await startOfEvents({ db })
  const update = (name: string) => sql`
    with changed as (
      update migrations set digest = digest where name = ${name} returning name
    ),
    event as (${recording({ kind: 'check-started', check: name }, 'changed')})
    select count(*) from changed`
  await update('0001_accounts.sql').execute(db)
  await update('there is none').execute(db)
  // Whatever was recorded before this one is there with it.
  await recordEvent({ db }, { kind: 'check-started', check: 'last' })
  const read = await readSoon(database, start, 2)
  expect(read.map((event) => event.check)).toEqual(['0001_accounts.sql', 'last'])
})

test('the timeline of a check is what happened last, in the order in which it happened', async () => {
  const { db } = await open(1)
  for (const kind of ['check-ordered', 'check-started', 'check-ended'] as const) {
    await recordEvent({ db }, { kind, check: 'one' })
    await recordEvent({ db }, { kind, check: 'other' })
  }
  const kindsOf = async (countMax: number) =>
    (await eventsOfCheck({ db }, 'one', countMax)).map(({ kind }) => kind)
  expect(await kindsOf(1000)).toEqual(['check-ordered', 'check-started', 'check-ended'])
  expect(await kindsOf(2)).toEqual(['check-started', 'check-ended'])
})

test.each(['', '1', '1-', '-1-2', '1-2-3', '1-x', `${2n ** 63n}-1`, '0x1-1', ' 1-2'])(
  'a cursor %j that nobody has written is refused',
  (text) => {
    expect(parseCursor(text)).toBeNull()
  },
)

async function open(connectionsMax: number): Promise<OpenDatabase & { readonly url: string }> {
  const { url, drop } = await makeTestDatabase()
  onTestFinished(drop)
  return { ...(await openAt(url, connectionsMax)), url }
}

async function openAt(url: string, connectionsMax: number): Promise<OpenDatabase> {
  const options = { url, dataFolder: '', holder: newHolder(), connectionsMax }
  const database = await openDatabase(options)
  onTestFinished(() => database.close())
  return database
}

/** The same database, as a user sees it who may read the events and nothing of the server's. */
async function plainUser({ db, url }: { db: Kysely<Tables>; url: string }): Promise<OpenDatabase> {
  const name = `reader_${newHolder()}`
  const password = newHolder()
  await sql`
    create role ${sql.id(name)} login password ${sql.lit(password)};
    grant select on events, events_deleted to ${sql.id(name)}
  `.execute(db)
  onTestFinished(async () => {
    await sql`drop owned by ${sql.id(name)}; drop role ${sql.id(name)}`.execute(db)
  })
  const theirs = Object.assign(new URL(url), { username: name, password })
  return openAt(theirs.href, 1)
}

/** The next events, whatever is still under way beside them. */
async function readSoon(
  database: OpenDatabase,
  after: EventCursor,
  count: number,
): Promise<readonly Happened[]> {
  await settled(database)
  const read = await readEvents(database, after, count)
  if (read.kind === 'expired') throw new Error('nothing was deleted')
  return read.events
}

function contextOf({ db, listen }: OpenDatabase) {
  return { db, listen, clock: systemClock }
}

function keyOf({ cursor }: { readonly cursor: EventCursor }): string {
  return `${cursor.xid} ${cursor.id}`
}

function anEnd(): AbortSignal {
  return new AbortController().signal
}
