import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { readAudit, recordAudit } from './audit.ts'
import { type AuditHead, verifyAudit } from './audit-chain.ts'
import { MACHINE } from './principal.ts'
import { deleteOldAudit } from './sweep.ts'
import { openAccess } from './test-access.ts'

const DAY_MS = 24 * 3_600_000

function note(db: Database, act: string): Promise<void> {
  return recordAudit({ db }, { by: MACHINE, act, detail: { n: 1, ü: '\u2028' } })
}

/** Does what only somebody can who owns the database: nothing of ours stands in his way. */
async function behindItsBack(db: Database, act: (tx: Database) => Promise<unknown>): Promise<void> {
  await inTransaction({ db }, async (tx) => {
    for (const table of ['audit_log', 'audit_chain']) {
      await sql`alter table ${sql.ref(table)} disable trigger user`.execute(tx)
    }
    await act(tx)
    for (const table of ['audit_log', 'audit_chain']) {
      await sql`alter table ${sql.ref(table)} enable trigger user`.execute(tx)
    }
  })
}

test('entries of many at once are one chain, in which an undone act has no place', async () => {
  const { db } = await openAccess()
  expect(await verifyAudit({ db }, null)).toEqual({ kind: 'whole', entries: 0, head: null })
  await Promise.all(Array.from({ length: 20 }, (_, n) => note(db, `many.${n}`)))
  const undone = inTransaction({ db }, async (tx) => {
    await note(tx, 'undone.1')
    throw new Error('the act failed')
  })
  await expect(undone).rejects.toThrow('the act failed')
  await inTransaction({ db }, async (tx) => {
    await note(tx, 'two.1')
    await note(tx, 'two.2')
  })
  const verdict = await verifyAudit({ db }, null)
  expect(verdict).toMatchObject({ kind: 'whole', entries: 22, head: { place: '22' } })
  const links = await sql<{ place: string }>`select place from audit_chain order by place`.execute(
    db,
  )
  expect(links.rows.map(({ place }) => Number(place))).toEqual(
    Array.from({ length: 22 }, (_, n) => n + 1),
  )
})

test.each([
  [
    'changed',
    (tx: Database) => sql`update audit_log set act = 'x' where act = 'act.3'`.execute(tx),
  ],
  [
    'changed',
    (tx: Database) => sql`update audit_log set detail = '{}' where act = 'act.3'`.execute(tx),
  ],
  ['missing', (tx: Database) => sql`delete from audit_log where act = 'act.3'`.execute(tx)],
  [
    'gap',
    (tx: Database) =>
      sql`
    with gone as (delete from audit_log where act = 'act.3' returning id)
    delete from audit_chain where entry_id in (select id from gone)`.execute(tx),
  ],
  [
    'gap',
    (tx: Database) =>
      sql`
    with gone as (delete from audit_log where act = 'act.1' returning id)
    delete from audit_chain where entry_id in (select id from gone)`.execute(tx),
  ],
  ['unlinked', (tx: Database) => note(tx, 'act.3')],
] as const)('whoever owns the database and leaves the log %s is found', async (why, act) => {
  const { db } = await openAccess()
  for (const n of [1, 2, 3, 4, 5]) await note(db, `act.${n}`)
  await behindItsBack(db, act)
  expect(await verifyAudit({ db }, null)).toMatchObject({ kind: 'broken', why })
})

test('a head that was kept elsewhere finds a chain that was written anew', async () => {
  const { db } = await openAccess()
  for (const n of [1, 2, 3]) await note(db, `act.${n}`)
  const kept = await headOf(db)
  await note(db, 'act.4')
  expect(await verifyAudit({ db }, kept)).toMatchObject({ kind: 'whole', entries: 4 })
  await behindItsBack(db, async (tx) => {
    await sql`update audit_log set act = 'act.7' where act = 'act.2'`.execute(tx)
    await sql`delete from audit_chain`.execute(tx)
    await sql`select link_audit_entry(a) from (select * from audit_log order by id) a`.execute(tx)
  })
  expect(await verifyAudit({ db }, null)).toMatchObject({ kind: 'whole', entries: 4 })
  expect(await verifyAudit({ db }, kept)).toMatchObject({ kind: 'broken', why: 'other-head' })
})

test('what was kept for long enough goes from the oldest on, and the rest is still a chain', async () => {
  const { db, clock } = await openAccess()
  for (const n of [1, 2, 3]) await note(db, `old.${n}`)
  clock.advance(91 * DAY_MS)
  expect(await deleteOldAudit({ db }, 365 * DAY_MS)).toBe(0)
  for (const n of [1, 2]) await note(db, `new.${n}`)
  const head = await headOf(db)
  expect(await deleteOldAudit({ db }, 0)).toBe(3)
  expect(await deleteOldAudit({ db }, 0)).toBe(0)
  const acts = (await readAudit({ db }, { limit: 10 })).map(({ act }) => act)
  expect(acts).toEqual(['new.2', 'new.1'])
  expect(await verifyAudit({ db }, head)).toEqual({ kind: 'whole', entries: 2, head })
  clock.advance(91 * DAY_MS)
  expect(await deleteOldAudit({ db }, 0)).toBe(2)
  expect(await verifyAudit({ db }, head)).toEqual({ kind: 'whole', entries: 0, head })
  await note(db, 'later.1')
  expect(await verifyAudit({ db }, head)).toMatchObject({ kind: 'whole', entries: 1 })
  await expect(sql`delete from audit_chain`.execute(db)).rejects.toThrow('only added to')
})

async function headOf(db: Parameters<typeof verifyAudit>[0]['db']): Promise<AuditHead> {
  const verdict = await verifyAudit({ db }, null)
  if (verdict.kind !== 'whole' || verdict.head === null) throw new Error('nothing was written')
  return verdict.head
}
