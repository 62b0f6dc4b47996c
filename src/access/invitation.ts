import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { recordAudit } from './audit.ts'
import { isFirstRun, operatorNamed } from './operator.ts'
import { type Actor, MACHINE, type Role } from './principal.ts'
import { hashOfSecret, newSecretText } from './secret-text.ts'

type Context = { readonly db: Database }

const PREFIX = 'evi_'
const INVITATION_MS = 24 * 3_600_000

/** An invitation that was found by its secret and is still good. */
export type Invitation = {
  readonly id: string
  readonly role: Role
  /** Whom it gives new means to sign in; null when it makes a new operator. */
  readonly operator: { readonly id: string; readonly name: string } | null
  readonly expiresAt: Date
}

/** The path of the page that takes a secret. It stands behind `#`, so no server ever logs it. */
export function invitationPath(secret: string): string {
  return `/setup#${secret}`
}

/**
 * The secret with which the first owner comes in, or null when there is an operator already. Every
 * start gives another one; all of them end as soon as one was used.
 */
export async function inviteFirstOwner(context: Context): Promise<string | null> {
  if (!(await isFirstRun(context))) return null
  return invite(context, { role: 'owner', operatorId: null, isFirstRun: true }, MACHINE)
}

/** The secret with which somebody becomes an operator. It is good for a day, once. */
export function inviteOperator(context: Context, role: Role, by: Actor): Promise<string> {
  return invite(context, { role, operatorId: null, isFirstRun: false }, by)
}

/**
 * Takes all means to sign in from an operator, ends his sessions, and gives the secret with which
 * he chooses new ones. @throws OperatorUnknownError OPERATOR_UNKNOWN
 */
export async function resetOperator(context: Context, name: string, by: Actor): Promise<string> {
  return inTransaction(context, async (db) => {
    const { id, role } = await operatorNamed({ db }, name)
    await db.updateTable('operators').set({ password_hash: null }).where('id', '=', id).execute()
    for (const table of ['operator_passkeys', 'operator_sessions', 'operator_devices'] as const) {
      await db.deleteFrom(table).where('operator_id', '=', id).execute()
    }
    await db.deleteFrom('operator_invitations').where('operator_id', '=', id).execute()
    await db.deleteFrom('operator_totps').where('id', '=', id).execute()
    await recordAudit({ db }, { by, act: 'operator.reset', on: ['operator', id] })
    return invite({ db }, { role, operatorId: id, isFirstRun: false }, by)
  })
}

async function invite(
  context: Context,
  given: {
    readonly role: Role
    readonly operatorId: string | null
    readonly isFirstRun: boolean
  },
  by: Actor,
): Promise<string> {
  const secret = newSecretText(PREFIX)
  const id = newId('inv')
  const { role } = given
  await inTransaction(context, async (db) => {
    await db
      .insertInto('operator_invitations')
      .values({
        id,
        secret_hash: hashOfSecret(secret),
        is_first_run: given.isFirstRun,
        role,
        operator_id: given.operatorId,
        created_at: dbNow,
        expires_at: fromNow(INVITATION_MS),
      })
      .execute()
    await recordAudit(
      { db },
      { by, act: 'operator.invite', on: ['invitation', id], detail: { role } },
    )
  })
  return secret
}

/** The invitation of a secret; null when there is none, it was used, or its time is over. */
export async function findInvitation(context: Context, secret: string): Promise<Invitation | null> {
  const found = await sql<{
    id: string
    role: Role
    operator_id: string | null
    operator_name: string | null
    expires_at: Date
  }>`
    select invitation.id, invitation.role, invitation.operator_id, invitation.expires_at,
      operators.name as operator_name
    from operator_invitations invitation
    left join operators on operators.id = invitation.operator_id
    where invitation.secret_hash = ${hashOfSecret(secret)}
      and invitation.expires_at > ${dbNow}
      and not (invitation.is_first_run and exists (select 1 from operators))
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) return null
  const { id, role, operator_id: operatorId, operator_name: name, expires_at: expiresAt } = row
  const operator = operatorId === null || name === null ? null : { id: operatorId, name }
  return { id, role, operator, expiresAt }
}

/**
 * Uses an invitation up, in the transaction of what it is used for. False when somebody else was
 * faster. Of all first-run invitations one is used.
 */
export async function spendInvitation({ db }: Context, { id }: Invitation): Promise<boolean> {
  // Two links of two starts are two rows: whoever takes this lock first is the owner.
  await sql`lock table operators in share row exclusive mode`.execute(db)
  const used = await sql`
    delete from operator_invitations
    where id = ${id}
      and expires_at > ${dbNow}
      and not (is_first_run and exists (select 1 from operators))
  `.execute(db)
  return Number(used.numAffectedRows ?? 0n) > 0
}
