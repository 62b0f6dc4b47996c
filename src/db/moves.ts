import { sql } from 'kysely'
import type pg from 'pg'
import { newId } from '../kernel/ids.ts'
import type { Database } from './database.ts'
import { dbNow } from './time.ts'

type Context = { readonly db: Database }

/** What this database holds lives elsewhere by now, or is not all here yet. */
export class DatabaseMovedError extends Error {
  override readonly name = 'DatabaseMovedError'
  readonly code = 'DATABASE_MOVED'
}

/** One database on its way into another, which both of them know by the same id. */
export type Move = {
  readonly id: string
  /** The other one, such as `db.example:5432/evercheck`; never a password. */
  readonly place: string
  /** Whether it is through, as far as this database knows. */
  readonly isOver: boolean
}

/**
 * Makes sure that whoever opens this database may go on in it.
 * @throws DatabaseMovedError DATABASE_MOVED when it has moved away, or a move is half done
 */
export async function ensureSettled(context: Context): Promise<void> {
  const found = await sql<{ way: string; place: string; is_over: boolean }>`
    select way, place, ended_at is not null as is_over
    from database_moves
    where way = 'away' or ended_at is null
    order by way
    limit 1
  `.execute(context.db)
  const [move] = found.rows
  if (move === undefined) return
  const { way, place, is_over: isOver } = move
  const back = 'evercheck move --back'
  if (way === 'here') {
    throw new DatabaseMovedError(
      `What is in this database was moved from another one, and that did not come to its end. Run evercheck move there again, with the same file.`,
    )
  }
  throw new DatabaseMovedError(
    isOver
      ? `This database has moved to ${place}: set EVERCHECK_DATABASE_URL_FILE to what evercheck move was given. If this one is to be used again after all: ${back}`
      : `This database is being moved to ${place}. If that was stopped, run evercheck move again, with the same file; or ${back} if it is to stay here.`,
  )
}

/** Any number that nothing else locks. */
const MOVING_LOCK = 4_831_507_222

/**
 * Whether `client` is from now on, until it ends, the only one that moves this database: two would
 * take each other's notes away.
 */
export async function movesAlone(client: pg.ClientBase): Promise<boolean> {
  const tried = await client.query<{ mine: boolean }>(
    'select pg_try_advisory_lock($1::bigint) as mine',
    [MOVING_LOCK],
  )
  return tried.rows[0]?.mine ?? false
}

/** The move away from here that was begun; null when there is none. */
export async function moveAway(context: Context): Promise<Move | null> {
  const found = await sql<Move>`
    select id, place, ended_at is not null as "isOver" from database_moves where way = 'away'
  `.execute(context.db)
  return found.rows[0] ?? null
}

/**
 * Notes that this database moves away: from now on nobody opens it. One that was begun to the same
 * place is taken up. Durable when it returns.
 */
export async function beginMove(context: Context, place: string): Promise<Move> {
  const begun = await moveAway(context)
  if (begun?.place === place) return begun
  const id = newId('mov')
  await context.db.transaction().execute(async (tx) => {
    await forgetMove({ db: tx })
    await sql`
      insert into database_moves (id, way, place, begun_at)
      values (${id}, 'away', ${place}, ${dbNow})
    `.execute(tx)
  })
  return { id, place, isOver: false }
}

/** Forgets a move away from here: this database may be used again. */
export async function forgetMove(context: Context): Promise<void> {
  await sql`delete from database_moves where way = 'away'`.execute(context.db)
}

/** How far a move has come in the database that it leads to; null when nothing has arrived. */
export async function arrivedHere(context: Context, id: string): Promise<Move | null> {
  const found = await sql<Move>`
    select id, place, ended_at is not null as "isOver"
    from database_moves
    where way = 'here' and id = ${id}
  `.execute(context.db)
  return found.rows[0] ?? null
}

/** Notes that a move is through, as far as this database is concerned. */
export async function endMove(context: Context, { id }: Move): Promise<void> {
  await sql`
    update database_moves set ended_at = ${dbNow} where id = ${id} and ended_at is null
  `.execute(context.db)
}
