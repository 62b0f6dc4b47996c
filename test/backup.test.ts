import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { moveStanding } from '../src/accounts/account-store.ts'
import { backUp } from '../src/backup/back-up.ts'
import { restore } from '../src/backup/restore.ts'
import { inOrder } from '../src/backup/tables.ts'
import { ADA, Trial } from './trial.ts'

test('a backup goes into another database, whole, and nothing goes on by itself', async () => {
  await using from = await Trial.open()
  await from.check()
  const file = join(from.reportFolder, 'backup.zip')
  await backUp(from.app, file)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  // What comes later is not in it.
  from.clock.advance(3_600_000)
  await from.check()

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
  const move = { to: 'active', by: 'operator', why: 'resumed', forMs: null } as const
  await moveStanding(to.app, account, move)
  const numbers = await sql<{ next: string; last: string }>`
    select nextval(pg_get_serial_sequence('events', 'id'))::text as next,
      (select max(id) from events)::text as last
  `.execute(to.app.db)
  expect(Number(numbers.rows[0]?.next)).toBeGreaterThan(Number(numbers.rows[0]?.last))
  await expect(restore(to.app, file)).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
})

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
