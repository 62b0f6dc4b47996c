import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { gathered } from '../db/gathered.ts'
import { isBehind, type Place } from '../db/place.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { recordAudit } from './audit.ts'
import type { Actor, Principal } from './principal.ts'
import { hashOfSecret, newSecretText } from './secret-text.ts'

type Context = { readonly db: Database }

const PREFIX = 'evercheck_'
/** Longer than any token that was given out: nothing else is looked up. */
const TOKEN_CHARS_MAX = 64
const DAY_MS = 24 * 3_600_000
/** So long a token lives unless it is said. */
export const TOKEN_DAYS = 365
export const TOKEN_DAYS_MAX = 3650
const NAME_CHARS_MAX = 100
/** That a token was used is written down once in so many minutes, not with every request. */
const USE_NOTED_EVERY_MS = 5 * 60_000

/** What a token may do. */
export type TokenScope =
  | { readonly kind: 'admin' }
  | { readonly kind: 'read' }
  | { readonly kind: 'customer'; readonly customerId: string }

/** A token as it may be shown: all but its secret. */
export type Token = {
  readonly id: string
  readonly name: string
  /** `admin`, `read` or `customer:ID`. */
  readonly scopes: string
  readonly createdAt: Date
  readonly expiresAt: Date
  /** To within some minutes; null when it was never used. */
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

/** A new token. `secret` is what goes behind `Bearer`; it is shown once and stored nowhere. */
export type NewToken = Token & { readonly secret: string }

/** No such customer exists. */
export class TokenCustomerUnknownError extends Error {
  override readonly name = 'TokenCustomerUnknownError'
  readonly code = 'CUSTOMER_UNKNOWN'

  constructor(id: string) {
    super(`there is no customer ${JSON.stringify(id)}: a token is made for one who exists`)
  }
}

/** What was given for a token cannot be used. */
export class TokenInvalidError extends Error {
  override readonly name = 'TokenInvalidError'
  readonly code = 'TOKEN_INVALID'
}

/** No token of that id exists. */
export class TokenUnknownError extends Error {
  override readonly name = 'TokenUnknownError'
  readonly code = 'TOKEN_UNKNOWN'

  constructor(id: string) {
    super(`there is no token ${JSON.stringify(id)}: evercheck token list names them`)
  }
}

/** Reads `admin`, `read` or `customer:ID`. @throws TokenInvalidError TOKEN_INVALID */
export function parseScope(text: string): TokenScope {
  if (text === 'admin' || text === 'read') return { kind: text }
  const [, customerId] = /^customer:([\w:.-]{1,64})$/.exec(text) ?? []
  if (customerId !== undefined) return { kind: 'customer', customerId }
  throw new TokenInvalidError('the scopes of a token are one of: admin, read, customer:ID')
}

/**
 * Makes a token. Durable when it returns, or with the transaction it is given.
 * @throws TokenCustomerUnknownError CUSTOMER_UNKNOWN, TokenInvalidError TOKEN_INVALID
 */
export async function createToken(
  context: Context,
  given: { readonly name: string; readonly scope: TokenScope; readonly days?: number },
  by: Actor,
): Promise<NewToken> {
  const { scope, days = TOKEN_DAYS } = given
  const name = given.name.trim()
  if (name === '' || name.length > NAME_CHARS_MAX || /\p{Cc}/u.test(name)) {
    throw new TokenInvalidError(`a token has a name of 1 to ${NAME_CHARS_MAX} characters`)
  }
  if (!Number.isInteger(days) || days < 1 || days > TOKEN_DAYS_MAX) {
    throw new TokenInvalidError(`a token lives for 1 to ${TOKEN_DAYS_MAX} days`)
  }
  const customerId = scope.kind === 'customer' ? scope.customerId : null
  const secret = newSecretText(PREFIX)
  return inTransaction(context, async (db) => {
    if (customerId !== null) await ensureCustomerExists({ db }, customerId)
    const row = await db
      .insertInto('api_tokens')
      .values({
        id: newId('tok'),
        name,
        secret_hash: hashOfSecret(secret),
        scope: scope.kind,
        customer_id: customerId,
        created_at: dbNow,
        expires_at: fromNow(days * DAY_MS),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const token = toToken(row)
    const { id, scopes } = token
    await recordAudit({ db }, { by, act: 'token.create', on: ['token', id], detail: { scopes } })
    return { ...token, secret }
  })
}

/** It stays until the token is there: a customer who is being forgotten gets none. */
async function ensureCustomerExists({ db }: Context, id: string): Promise<void> {
  const found = await sql`select id from customers where id = ${id} for key share`.execute(db)
  if (found.rows.length === 0) throw new TokenCustomerUnknownError(id)
}

/** Which tokens are asked for: those of one customer, at most so many, made before another one. */
export type TokensAsked = {
  readonly customerId?: string
  readonly countMax?: number
  readonly after?: Place | null
}

/** All tokens, the newest first; or those that are asked for. */
export async function listTokens(
  context: Context,
  { customerId, countMax, after = null }: TokensAsked = {},
): Promise<readonly Token[]> {
  let rows = context.db
    .selectFrom('api_tokens')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
  if (customerId !== undefined) rows = rows.where('customer_id', '=', customerId)
  if (countMax !== undefined) rows = rows.limit(countMax)
  if (after !== null) rows = rows.where(isBehind('api_tokens', after))
  return (await rows.execute()).map(toToken)
}

/**
 * Ends a token: the next request with it is refused. False if it had ended before.
 * @throws TokenUnknownError TOKEN_UNKNOWN
 */
export async function revokeToken(context: Context, id: string, by: Actor): Promise<boolean> {
  return inTransaction(context, async (db) => {
    const found = await sql<{ id: string }>`
      update api_tokens set revoked_at = ${dbNow}
      where id = ${id} and revoked_at is null
      returning id
    `.execute(db)
    if (found.rows.length === 0) {
      const known = await db.selectFrom('api_tokens').select('id').where('id', '=', id).execute()
      if (known.length === 0) throw new TokenUnknownError(id)
      return false
    }
    await recordAudit({ db }, { by, act: 'token.revoke', on: ['token', id] })
    return true
  })
}

/** Who a token lets in; or why it lets nobody in. */
export type TokenRead =
  | { readonly kind: 'known'; readonly principal: Principal }
  /** `unknown` is whatever was never given out. */
  | { readonly kind: 'refused'; readonly why: 'unknown' | 'expired' | 'revoked' }

/** Looks a token up, by what stands behind `Bearer`. */
export async function readToken(context: Context, secret: string): Promise<TokenRead> {
  if (!secret.startsWith(PREFIX) || secret.length > TOKEN_CHARS_MAX) {
    return { kind: 'refused', why: 'unknown' }
  }
  const row = await tokenByHash(context, hashOfSecret(secret))
  if (!row) return { kind: 'refused', why: 'unknown' }
  if (row.is_revoked) return { kind: 'refused', why: 'revoked' }
  if (row.is_expired) return { kind: 'refused', why: 'expired' }
  if (row.is_use_due) {
    await sql`
      update api_tokens set last_used_at = ${dbNow} where id = ${row.id}
    `.execute(context.db)
  }
  return { kind: 'known', principal: principalOfToken(row) }
}

/** Tokens are read for every request, and never remembered: what ends, ends at once. */
const tokenByHash = gathered(async (context, hashes: readonly string[]) => {
  const found = await sql<TokenFound>`
    /* prepared: read-tokens */
    select secret_hash, id, name, scope, customer_id,
      revoked_at is not null as is_revoked,
      expires_at <= ${dbNow} as is_expired,
      last_used_at is null
        or last_used_at < ${fromNow(-USE_NOTED_EVERY_MS)} as is_use_due
    from api_tokens
    where secret_hash = any(${[...hashes]}::text[])
  `.execute(context.db)
  return new Map(found.rows.map((row) => [row.secret_hash, row]))
})

type TokenFound = {
  readonly secret_hash: string
  readonly id: string
  readonly name: string
  readonly scope: 'admin' | 'read' | 'customer'
  readonly customer_id: string | null
  readonly is_revoked: boolean
  readonly is_expired: boolean
  readonly is_use_due: boolean
}

function principalOfToken(row: TokenFound): Principal {
  return {
    kind: row.scope,
    customerId: row.customer_id,
    checkId: null,
    readsOnly: false,
    tokenId: row.id,
    operatorId: null,
    name: row.name,
    role: null,
    sessionId: null,
    sudoUntil: null,
  }
}

function toToken(row: {
  readonly id: string
  readonly name: string
  readonly scope: 'admin' | 'read' | 'customer'
  readonly customer_id: string | null
  readonly created_at: Date
  readonly expires_at: Date
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: row.customer_id === null ? row.scope : `customer:${row.customer_id}`,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
