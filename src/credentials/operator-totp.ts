import { timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import type { SealedText } from './open-vault.ts'
import { parseTotpSecret } from './totp.ts'
import type { Vault } from './vault.ts'

type Context = { readonly db: Database; readonly vault: Vault }

const TABLE = 'operator_totps'
const ISSUER = 'Evercheck'
const SECRET_BYTES = 20
/** A code of the step before and of the next one is taken, too: clocks differ, and people type. */
const STEPS_OFF = [0, -1, 1] as const

/** A new second factor for an operator, as the address that authenticator apps read. */
export function newTotpAddress(operatorName: string): string {
  const secret = new Secret({ size: SECRET_BYTES })
  return new TOTP({ issuer: ISSUER, label: operatorName, secret }).toString()
}

/** The step of a code by this secret at `at`, or null if it is no code of that time. */
export function totpStepOf(address: string, code: string, at: Date): number | null {
  const secret = parseTotpSecret(address)
  const periodMs = secret.periodSeconds * 1000
  for (const off of STEPS_OFF) {
    const atMs = at.getTime() + off * periodMs
    if (isSame(secret.codeAt(atMs), code)) return Math.floor(atMs / periodMs)
  }
  return null
}

/** Stores an operator's second factor sealed. `step`, whose code has proved it, is used with that. */
export async function storeOperatorTotp(
  { db, vault }: Context,
  operatorId: string,
  given: { readonly address: string; readonly step: number },
): Promise<void> {
  const sealed = vault.seal(placeOf(operatorId), given.address)
  await sql`
    insert into operator_totps (id, secret_encrypted, last_step)
    values (${operatorId}, ${sealed}, ${given.step}::bigint)
    on conflict (id) do update
    set secret_encrypted = excluded.secret_encrypted, last_step = excluded.last_step
  `.execute(db)
}

/**
 * Whether this is the operator's code now. It is used up with that: neither it nor an older one is
 * taken again. Durable when it returns.
 * @throws SecretUnopenableError SECRET_UNOPENABLE
 */
export async function takeOperatorTotp(
  context: Context,
  operatorId: string,
  code: string,
): Promise<boolean> {
  const { db, vault } = context
  const row = await db.selectFrom(TABLE).selectAll().where('id', '=', operatorId).executeTakeFirst()
  if (!row) return false
  const now = await databaseNow(context)
  const step = await vault.withSecret(placeOf(operatorId), row.secret_encrypted, (address) =>
    totpStepOf(address, code, now),
  )
  if (step === null) return false
  const taken = await sql`
    update operator_totps set last_step = ${step}::bigint
    where id = ${operatorId} and (last_step is null or last_step < ${step}::bigint)
  `.execute(db)
  return Number(taken.numAffectedRows ?? 0n) > 0
}

/** The sealed texts of all operators. */
export async function sealedOperatorTotps(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  const rows = await context.db.selectFrom(TABLE).select(['id', 'secret_encrypted']).execute()
  return rows.map(({ id, secret_encrypted: sealed }) => ({
    place: placeOf(id),
    sealed,
    username: `operator ${id}`,
  }))
}

function placeOf(rowId: string) {
  return { table: TABLE, column: 'secret_encrypted', rowId }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
