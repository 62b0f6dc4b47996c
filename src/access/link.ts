import { sql } from 'kysely'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { isBehind, type Place } from '../db/place.ts'
import { databaseNow, dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { recordAudit } from './audit.ts'
import type { Actor, Principal } from './principal.ts'

type Context = { readonly db: Database; readonly vault: Vault }

const PREFIX = 'evl_'
const PURPOSE = 'check link'
const DAY_MS = 24 * 3_600_000
/** So long a link lives unless it is said. */
export const LINK_DAYS = 7
export const LINK_DAYS_MAX = 90

/** A link as it may be shown: all but what opens it. */
export type CheckLink = {
  readonly id: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
}

/** There is no such link to that check. */
export class LinkUnknownError extends Error {
  override readonly name = 'LinkUnknownError'
  readonly code = 'LINK_UNKNOWN'

  constructor() {
    super('There is no such link.')
  }
}

/** Where a secret is taken. It stands behind `#`, so that no server and no proxy ever logs it. */
export function linkPath(secret: string): string {
  return `/public/r/#${secret}`
}

/**
 * Makes a link to a check's result. `secret` is shown once. Durable when it returns.
 * @throws the vault's trouble, when there is no key to sign with
 */
export async function createLink(
  context: Context,
  given: { readonly checkId: string; readonly days: number },
  by: Actor,
): Promise<CheckLink & { readonly secret: string }> {
  const { checkId, days } = given
  const id = newId('lnk')
  return inTransaction(context, async (db) => {
    const row = await db
      .insertInto('check_links')
      .values({
        id,
        check_id: checkId,
        created_at: dbNow,
        expires_at: fromNow(days * DAY_MS),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordAudit(
      { db },
      { by, act: 'link.create', on: ['check', checkId], detail: { link: id } },
    )
    return { ...toLink(row), secret: secretOf(context.vault, id, row.expires_at) }
  })
}

/** The id and the end of the link, and a signature over both. */
function secretOf(vault: Vault, id: string, expiresAt: Date): string {
  const signed = `${id.slice('lnk_'.length)}.${Math.floor(expiresAt.getTime() / 1000)}`
  return `${PREFIX}${signed}.${vault.sign(PURPOSE, signed)}`
}

/** Who a link lets in: whoever has it, to one check. Or why it lets nobody in. */
export type LinkRead =
  | { readonly kind: 'known'; readonly principal: Principal; readonly expiresAt: Date }
  | { readonly kind: 'refused'; readonly why: 'unknown' | 'expired' | 'revoked' }

/** Whether what was shown is a link at all, and no token. */
export function isLinkSecret(text: string): boolean {
  return text.startsWith(PREFIX)
}

/** Looks a link up by its secret. What is not signed is refused without asking the database. */
export async function readLink(context: Context, secret: string): Promise<LinkRead> {
  const [, signed, random, seconds, signature] =
    /^evl_(([0-9a-z]{16})\.(\d{10}))\.([\w-]{43})$/.exec(secret) ?? []
  if (signed === undefined || signature === undefined) return { kind: 'refused', why: 'unknown' }
  if (!context.vault.isSigned(PURPOSE, { text: signed, signature })) {
    return { kind: 'refused', why: 'unknown' }
  }
  const found = await sql<{
    check_id: string
    customer_id: string
    expires_at: Date
    revoked_at: Date | null
  }>`
    select link.check_id, checks.customer_id, link.expires_at, link.revoked_at
    from check_links link
    join checks on checks.id = link.check_id
    where link.id = ${`lnk_${random}`}
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) return { kind: 'refused', why: 'unknown' }
  if (row.revoked_at !== null) return { kind: 'refused', why: 'revoked' }
  if (Number(seconds) * 1000 <= (await databaseNow(context)).getTime()) {
    return { kind: 'refused', why: 'expired' }
  }
  const principal: Principal = {
    kind: 'link',
    customerId: row.customer_id,
    checkId: row.check_id,
    tokenId: `lnk_${random}`,
    operatorId: null,
    name: 'link',
    role: null,
    sessionId: null,
    sudoUntil: null,
    readsOnly: true,
  }
  return { kind: 'known', principal, expiresAt: row.expires_at }
}

/** Which links are asked for: the newest first, at most so many, made before another one. */
export type LinksAsked = {
  readonly checkId: string
  /** Without those that have ended. */
  readonly isOpen: boolean
  readonly countMax: number
  readonly after: Place | null
}

/** The links to a check, the newest first. */
export async function listLinks(
  context: { readonly db: Database },
  { checkId, isOpen, countMax, after }: LinksAsked,
): Promise<readonly CheckLink[]> {
  let rows = context.db
    .selectFrom('check_links')
    .selectAll()
    .where('check_id', '=', checkId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(countMax)
  if (isOpen) rows = rows.where('revoked_at', 'is', null).where('expires_at', '>', dbNow)
  if (after !== null) rows = rows.where(isBehind('check_links', after))
  return (await rows.execute()).map(toLink)
}

/**
 * Ends a link at once. False if it had ended before.
 * @throws LinkUnknownError LINK_UNKNOWN when it does not lead to that check
 */
export async function revokeLink(
  context: { readonly db: Database },
  given: { readonly id: string; readonly checkId: string },
  by: Actor,
): Promise<boolean> {
  const { id, checkId } = given
  return inTransaction(context, async (db) => {
    const known = await db
      .selectFrom('check_links')
      .select('revoked_at')
      .where('id', '=', id)
      .where('check_id', '=', checkId)
      .forUpdate()
      .executeTakeFirst()
    if (!known) throw new LinkUnknownError()
    if (known.revoked_at !== null) return false
    await sql`update check_links set revoked_at = ${dbNow} where id = ${id}`.execute(db)
    await recordAudit(
      { db },
      { by, act: 'link.revoke', on: ['check', checkId], detail: { link: id } },
    )
    return true
  })
}

function toLink(row: {
  readonly id: string
  readonly created_at: Date
  readonly expires_at: Date
  readonly revoked_at: Date | null
}): CheckLink {
  return {
    id: row.id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  }
}
