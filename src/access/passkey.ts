import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordAudit } from './audit.ts'
import { putChallenge, takeChallenge } from './challenge.ts'
import { operatorById } from './operator.ts'
import type { Actor } from './principal.ts'

type Context = { readonly db: Database; readonly vault: Vault }

/** Where the panel is, as the browser sees it: passkeys belong to its host. */
export type Site = {
  /** `https://evercheck.example`, or `http://localhost:8080`. */
  readonly origin: string
  /** The host alone. */
  readonly host: string
}

/** Loaded by the first passkey: commands know none. */
const ceremonies = () => import('@simplewebauthn/server')

/** A passkey as it may be shown. */
export type Passkey = {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** What an authenticator answers when a passkey is made, and when it is used. */
export type PasskeyMade = RegistrationResponseJSON
export type PasskeyUsed = AuthenticationResponseJSON

/** What is asked of an authenticator, and the number by which it answers. */
export type PasskeyQuestion<T> = { readonly challengeId: string; readonly options: T }

const NAME_CHARS_MAX = 60
const TIMEOUT_MS = 5 * 60_000

/** Asks for a new passkey. `subject` is the invitation or the operator that it will be for. */
export async function askForPasskey(
  context: Context,
  site: Site,
  given: { readonly subject: string; readonly name: string; readonly operatorId: string | null },
): Promise<PasskeyQuestion<PublicKeyCredentialCreationOptionsJSON>> {
  const { subject, name, operatorId } = given
  const known = operatorId === null ? [] : await keysOf(context, site, operatorId)
  const { generateRegistrationOptions } = await ceremonies()
  const options = await generateRegistrationOptions({
    rpName: 'Evercheck',
    rpID: site.host,
    userName: name,
    userID: new TextEncoder().encode(operatorId ?? subject),
    timeout: TIMEOUT_MS,
    // Which make it is tells us nothing that we would act on.
    attestationType: 'none',
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const { challenge } = options
  const challengeId = await putChallenge(context, { purpose: 'register', challenge, subject })
  return { challengeId, options }
}

/** A passkey that has proved itself and is not stored yet. */
export type NewPasskey = {
  readonly id: string
  readonly publicKey: string
  readonly counter: number
  readonly host: string
  readonly transports: string
}

/** Checks what an authenticator answered to `askForPasskey`; null if that is no answer to it. */
export async function readNewPasskey(
  context: Context,
  site: Site,
  given: {
    readonly subject: string
    readonly challengeId: string
    readonly response: RegistrationResponseJSON
  },
): Promise<NewPasskey | null> {
  const { subject, challengeId, response } = given
  const asked = { id: challengeId, purpose: 'register', subject } as const
  const expectedChallenge = await takeChallenge(context, asked)
  if (expectedChallenge === null) return null
  const { verifyRegistrationResponse } = await ceremonies()
  const found = await orNull(
    verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
    }),
  )
  if (!found?.verified) return null
  const { credential } = found.registrationInfo
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    host: site.host,
    transports: (credential.transports ?? []).join(' '),
  }
}

/** Stores a passkey. False when somebody has it already. */
export async function storePasskey(
  { db }: { readonly db: Database },
  operatorId: string,
  given: NewPasskey & { readonly name: string },
): Promise<boolean> {
  const name = given.name.replace(/\p{C}/gu, '').trim().slice(0, NAME_CHARS_MAX)
  const stored = await db
    .insertInto('operator_passkeys')
    .values({
      id: given.id,
      operator_id: operatorId,
      public_key: given.publicKey,
      counter: String(given.counter),
      host: given.host,
      name: name === '' ? given.host : name,
      transports: given.transports,
      created_at: dbNow,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return stored.numInsertedOrUpdatedRows === 1n
}

/**
 * Asks whoever signs in for a passkey of this host, or an operator who is known for one of his own.
 */
export async function askToSignIn(
  context: Context,
  site: Site,
  operatorId: string | null,
): Promise<PasskeyQuestion<PublicKeyCredentialRequestOptionsJSON>> {
  const { generateAuthenticationOptions } = await ceremonies()
  const options = await generateAuthenticationOptions({
    rpID: site.host,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: operatorId === null ? [] : await keysOf(context, site, operatorId),
  })
  const challengeId = await putChallenge(context, {
    purpose: operatorId === null ? 'sign-in' : 'sudo',
    challenge: options.challenge,
    subject: operatorId,
  })
  return { challengeId, options }
}

/**
 * The operator whose passkey answered `askToSignIn`; null if that is no answer to it. Its counter
 * is moved on with that.
 */
export async function readPasskey(
  context: Context,
  site: Site,
  given: {
    readonly operatorId: string | null
    readonly challengeId: string
    readonly response: AuthenticationResponseJSON
  },
): Promise<string | null> {
  const { operatorId, challengeId, response } = given
  const expectedChallenge = await takeChallenge(context, {
    id: challengeId,
    purpose: operatorId === null ? 'sign-in' : 'sudo',
    subject: operatorId,
  })
  if (expectedChallenge === null) return null
  const { db } = context
  const row = await db
    .selectFrom('operator_passkeys')
    .selectAll()
    .where('id', '=', response.id)
    .where('host', '=', site.host)
    .executeTakeFirst()
  if (!row || (operatorId !== null && row.operator_id !== operatorId)) return null
  const { verifyAuthenticationResponse } = await ceremonies()
  const found = await orNull(
    verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
      credential: {
        id: row.id,
        publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
        counter: Number(row.counter),
      },
    }),
  )
  if (!found?.verified) return null
  const { newCounter } = found.authenticationInfo
  const moved = await sql`
    update operator_passkeys
    set counter = ${newCounter}::bigint, last_used_at = ${dbNow}
    where id = ${row.id} and counter = ${row.counter}::bigint
  `.execute(db)
  // Somebody has answered with the same counter at the same time: one of both is a copy.
  if (newCounter > 0 && Number(moved.numAffectedRows ?? 0n) === 0) return null
  return row.operator_id
}

/** An operator's passkeys, the newest first. */
export async function listPasskeys(
  context: { readonly db: Database },
  operatorId: string,
): Promise<readonly Passkey[]> {
  const rows = await context.db
    .selectFrom('operator_passkeys')
    .selectAll()
    .where('operator_id', '=', operatorId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    host: row.host,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** There is no such passkey of that operator. */
export class PasskeyUnknownError extends Error {
  override readonly name = 'PasskeyUnknownError'
  readonly code = 'PASSKEY_UNKNOWN'

  constructor() {
    super('There is no such passkey.')
  }
}

/** Without it nothing would be left to sign in with. */
export class LastMeansError extends Error {
  override readonly name = 'LastMeansError'
  readonly code = 'LAST_MEANS'

  constructor() {
    super(
      'You would have nothing left to sign in with: add another passkey or set a password first.',
    )
  }
}

/**
 * Takes a passkey away. @throws PasskeyUnknownError PASSKEY_UNKNOWN, LastMeansError LAST_MEANS
 */
export async function removePasskey(
  context: { readonly db: Database },
  given: { readonly id: string; readonly operatorId: string },
  by: Actor,
): Promise<void> {
  const { id, operatorId } = given
  await inTransaction(context, async (db) => {
    // Two that are taken away at the same time must not both believe in the other one.
    await sql`select 1 from operators where id = ${operatorId} for update`.execute(db)
    const { length: countBefore } = await listPasskeys({ db }, operatorId)
    const removed = await db
      .deleteFrom('operator_passkeys')
      .where('id', '=', id)
      .where('operator_id', '=', operatorId)
      .executeTakeFirst()
    if (removed.numDeletedRows === 0n) throw new PasskeyUnknownError()
    const operator = await operatorById({ db }, operatorId)
    if (countBefore === 1 && operator?.hasPassword !== true) throw new LastMeansError()
    await recordAudit({ db }, { by, act: 'passkey.remove', on: ['operator', operatorId] })
  })
}

async function keysOf({ db }: Context, site: Site, operatorId: string) {
  const rows = await db
    .selectFrom('operator_passkeys')
    .select(['id', 'transports'])
    .where('operator_id', '=', operatorId)
    .where('host', '=', site.host)
    .execute()
  return rows.map(({ id, transports }) => ({
    id,
    // As the browser said when the passkey was made.
    transports: transports.split(' ').filter(Boolean) as AuthenticatorTransport[],
  }))
}

/** The library throws for whatever it does not like. It is all one: no answer to our question. */
async function orNull<T>(verifying: Promise<T>): Promise<T | null> {
  return verifying.catch(() => null)
}
