import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { recordAudit } from './audit.ts'
import type { Actor, Role } from './principal.ts'

type Context = { readonly db: Database }

/** An operator, and by what means he signs in. */
export type Operator = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  readonly hasPassword: boolean
  readonly passkeyCount: number
}

/** No operator of that name exists. */
export class OperatorUnknownError extends Error {
  override readonly name = 'OperatorUnknownError'
  readonly code = 'OPERATOR_UNKNOWN'

  constructor(name: string) {
    super(`there is no operator ${JSON.stringify(name)}: evercheck operator list names them`)
  }
}

/** The name cannot be that of an operator, or another one has it. */
export class OperatorNameError extends Error {
  override readonly name = 'OperatorNameError'
  readonly code = 'OPERATOR_NAME'
}

/** Without him there would be no owner. */
export class LastOwnerError extends Error {
  override readonly name = 'LastOwnerError'
  readonly code = 'LAST_OWNER'

  constructor() {
    super('this is the last owner: make another operator an owner first')
  }
}

/** A name as it was typed, as it is stored. @throws OperatorNameError OPERATOR_NAME */
export function operatorName(typed: string): string {
  const name = typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase()
  if (/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u.test(name)) return name
  throw new OperatorNameError(
    'the name of an operator has 1 to 64 letters, digits and the signs . _ @ + -',
  )
}

/** All operators, by name. */
export async function listOperators(context: Context): Promise<readonly Operator[]> {
  return (await rows(context).orderBy('name').execute()).map(toOperator)
}

/** @throws OperatorUnknownError OPERATOR_UNKNOWN */
export async function operatorNamed(context: Context, typed: string): Promise<Operator> {
  const name = operatorName(typed)
  const row = await rows(context).where('name', '=', name).executeTakeFirst()
  if (!row) throw new OperatorUnknownError(name)
  return toOperator(row)
}

/** The operator of that id, or null. */
export async function operatorById(context: Context, id: string): Promise<Operator | null> {
  const row = await rows(context).where('id', '=', id).executeTakeFirst()
  return row ? toOperator(row) : null
}

/** Whether nobody can sign in yet. */
export async function isFirstRun(context: Context): Promise<boolean> {
  const found = await context.db.selectFrom('operators').select('id').limit(1).execute()
  return found.length === 0
}

/**
 * Stores a new operator, who has no means to sign in yet. Give it the transaction that gives him
 * some. @throws OperatorNameError OPERATOR_NAME when another one has that name
 */
export async function addOperator(
  { db }: Context,
  given: { readonly name: string; readonly role: Role },
  by: Actor,
): Promise<string> {
  const id = newId('opr')
  const { name, role } = given
  const added = await sql<{ id: string }>`
    insert into operators (id, name, role, created_at)
    values (${id}, ${name}, ${role}, ${dbNow})
    on conflict (name) do nothing
    returning id
  `.execute(db)
  if (added.rows.length === 0) throw new OperatorNameError(`the name ${name} is taken`)
  await recordAudit({ db }, { by, act: 'operator.add', on: ['operator', id], detail: { role } })
  return id
}

/**
 * Takes an operator away, with all sessions and means to sign in.
 * @throws LastOwnerError LAST_OWNER, OperatorUnknownError OPERATOR_UNKNOWN
 */
export async function removeOperator(context: Context, id: string, by: Actor): Promise<void> {
  await inTransaction(context, async (db) => {
    await keepAnOwner({ db }, id)
    await db.deleteFrom('operators').where('id', '=', id).execute()
    await recordAudit({ db }, { by, act: 'operator.remove', on: ['operator', id] })
  })
}

/**
 * Gives an operator another role. It holds from the next request on.
 * @throws LastOwnerError LAST_OWNER, OperatorUnknownError OPERATOR_UNKNOWN
 */
export async function changeRole(
  context: Context,
  given: { readonly id: string; readonly role: Role },
  by: Actor,
): Promise<void> {
  const { id, role } = given
  await inTransaction(context, async (db) => {
    if (role !== 'owner') await keepAnOwner({ db }, id)
    const changed = await db
      .updateTable('operators')
      .set({ role })
      .where('id', '=', id)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) throw new OperatorUnknownError(id)
    // Being asked again was for what the old role might do.
    await sql`
      update operator_sessions set sudo_until = null where operator_id = ${id}
    `.execute(db)
    await recordAudit({ db }, { by, act: 'operator.role', on: ['operator', id], detail: { role } })
  })
}

/** Locks all owners, so that two of them cannot take each other away at the same time. */
async function keepAnOwner({ db }: Context, id: string): Promise<void> {
  const found = await sql<{ id: string }>`
    select id from operators where role = 'owner' order by id for update
  `.execute(db)
  const owners = found.rows.map((row) => row.id)
  if (owners.length === 1 && owners[0] === id) throw new LastOwnerError()
  if (owners.includes(id)) return
  const known = await db.selectFrom('operators').select('id').where('id', '=', id).execute()
  if (known.length === 0) throw new OperatorUnknownError(id)
}

function rows({ db }: Context) {
  return db
    .selectFrom('operators')
    .select(['id', 'name', 'role', 'created_at'])
    .select(sql<boolean>`password_hash is not null`.as('has_password'))
    .select(
      sql<number>`(
        select count(*)::integer from operator_passkeys
        where operator_passkeys.operator_id = operators.id
      )`.as('passkey_count'),
    )
}

function toOperator(row: {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly created_at: Date
  readonly has_password: boolean
  readonly passkey_count: number
}): Operator {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at,
    hasPassword: row.has_password,
    passkeyCount: row.passkey_count,
  }
}
