import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'

/** A place in the chain of the audit log, and the hash over everything up to it. */
export type AuditHead = { readonly place: string; readonly hash: string }

/** What looking through the chain of the audit log came to. */
export type AuditVerdict =
  /** Every entry is as it was written, and none is missing since the oldest that is kept. */
  | {
      readonly kind: 'whole'
      readonly entries: number
      /** What to keep elsewhere, and to compare with some day; null while nothing was written. */
      readonly head: AuditHead | null
    }
  | {
      readonly kind: 'broken'
      readonly why: 'changed' | 'missing' | 'gap' | 'unlinked' | 'other-head'
      /** The entry that it shows at; null where that is not known. */
      readonly entryId: string | null
    }

/** The chain of the audit log does not hold. */
export class AuditBrokenError extends Error {
  override readonly name = 'AuditBrokenError'
  readonly code = 'AUDIT_BROKEN'

  constructor({ why, entryId }: AuditVerdict & { readonly kind: 'broken' }) {
    super(`The audit log is not as it was written: ${WHYS[why](entryId)}.`)
  }
}

const WHYS: Readonly<
  Record<(AuditVerdict & { kind: 'broken' })['why'], (entryId: string | null) => string>
> = {
  changed: (id) => `entry ${id} was changed`,
  missing: (id) => `entry ${id} was removed`,
  gap: (id) => `something is missing before entry ${id}`,
  unlinked: (id) => `entry ${id} came in by another way`,
  'other-head': (id) =>
    id === null ? 'the head that was noted is not in it' : `up to entry ${id} it was rewritten`,
}

type Link = {
  readonly place: string
  readonly entryId: string
  readonly hash: string
  /** What its entry says now; null when it is not there. */
  readonly text: string | null
}

/** Links read at a time. */
const BATCH = 2000

/**
 * Looks through the whole chain of the audit log. Entries that were kept for long enough are gone
 * with their links, from the oldest on, and the last of those links is where it begins. `known` is a
 * head that was noted before: it must be in it. Whoever can write to the database can write a new
 * chain, so a head that was kept elsewhere is what makes it certain.
 */
export async function verifyAudit(
  context: { readonly db: Database },
  known: AuditHead | null,
): Promise<AuditVerdict> {
  return inTransaction(context, async (db) => {
    await ownAuditEnd({ db })
    const walk = new Walk(known)
    let after = '0'
    for (;;) {
      const links = await linksAfter(db, after)
      for (const link of links) {
        const broken = walk.next(link)
        if (broken !== null) return broken
      }
      const last = links.at(-1)
      if (last === undefined) break
      after = last.place
    }
    return walk.end(await unlinkedEntry(db))
  })
}

/**
 * Keeps the oldest entries where they are until the end of the transaction: nobody deletes them
 * while somebody walks along the chain.
 */
export async function ownAuditEnd(tx: { readonly db: Database }): Promise<void> {
  await sql`select pg_advisory_xact_lock(4831507256)`.execute(tx.db)
}

async function linksAfter(db: Database, after: string): Promise<readonly Link[]> {
  const found = await sql<Link>`
    select c.place::text, c.entry_id::text as "entryId", c.hash,
      case when a.id is not null then audit_text(a) end as text
    from audit_chain c
    left join audit_log a on a.id = c.entry_id
    where c.place > ${after}
    order by c.place
    limit ${BATCH}
  `.execute(db)
  return found.rows
}

/** An entry that came in by no commit of ours. */
async function unlinkedEntry(db: Database): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select a.id::text
    from audit_log a
    where not exists (select from audit_chain c where c.entry_id = a.id)
    order by a.id
    limit 1
  `.execute(db)
  return found.rows[0]?.id ?? null
}

/** Goes from link to link. */
class Walk {
  readonly #known: AuditHead | null
  #head: AuditHead | null = null
  #entries = 0
  #isKnownMet = false

  constructor(known: AuditHead | null) {
    this.#known = known
  }

  next(link: Link): AuditVerdict | null {
    const { place, entryId, hash, text } = link
    const before = this.#head
    const isFirst = before === null
    if (!isFirst && BigInt(place) !== BigInt(before.place) + 1n) return broken('gap', entryId)
    // Only the oldest link may have lost its entry, for then it is where the chain begins.
    if (text === null && !isFirst) return broken('missing', entryId)
    if (text !== null && isFirst && place !== '1') return broken('gap', entryId)
    if (text !== null) {
      this.#entries += 1
      if (hashOver(before?.hash ?? '', text) !== hash) return broken('changed', entryId)
    }
    this.#head = { place, hash }
    if (this.#known?.place === place) {
      if (this.#known.hash !== hash) return broken('other-head', entryId)
      this.#isKnownMet = true
    }
    return null
  }

  end(unlinked: string | null): AuditVerdict {
    if (unlinked !== null) return broken('unlinked', unlinked)
    if (this.#known !== null && !this.#isKnownMet) return broken('other-head', null)
    return { kind: 'whole', entries: this.#entries, head: this.#head }
  }
}

function broken(
  why: (AuditVerdict & { kind: 'broken' })['why'],
  entryId: string | null,
): AuditVerdict {
  return { kind: 'broken', why, entryId }
}

function hashOver(before: string, text: string): string {
  return createHash('sha256').update(`${before}\n${text}`, 'utf8').digest('hex')
}
