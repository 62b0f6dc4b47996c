import { sql } from 'kysely'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'

type Context = { readonly db: Database; readonly vault: Vault }

/** What a question is put for. An answer to one is no answer to another. */
export type Purpose = 'register' | 'sign-in' | 'sudo' | 'totp'

/** For so long a question waits for its answer: somebody has to find a phone. */
const CHALLENGE_MS = 10 * 60_000

/**
 * Remembers a question that was put, and to whom. A TOTP secret is remembered sealed. Returns the
 * number by which it is answered.
 */
export async function putChallenge(
  { db, vault }: Context,
  given: { readonly purpose: Purpose; readonly challenge: string; readonly subject: string | null },
): Promise<string> {
  const id = newId('chl')
  const { purpose, challenge, subject } = given
  await db
    .insertInto('sign_in_challenges')
    .values({
      id,
      purpose,
      challenge: purpose === 'totp' ? vault.seal(placeOf(id), challenge) : challenge,
      subject,
      expires_at: fromNow(CHALLENGE_MS),
    })
    .execute()
  return id
}

/** Takes a question back with its answer: each is answered once, right or wrong, and in time. */
export async function takeChallenge(
  { db, vault }: Context,
  given: { readonly id: string; readonly purpose: Purpose; readonly subject: string | null },
): Promise<string | null> {
  const { id, purpose, subject } = given
  const taken = await sql<{ challenge: string }>`
    delete from sign_in_challenges
    where id = ${id}
      and purpose = ${purpose}
      and subject is not distinct from ${subject}
      and expires_at > ${dbNow}
    returning challenge
  `.execute(db)
  const challenge = taken.rows[0]?.challenge ?? null
  if (challenge === null || purpose !== 'totp') return challenge
  return vault.withSecret(placeOf(id), challenge, (plain) => plain)
}

/**
 * The second factor that was shown to somebody, as long as it is not taken and its time not over.
 * A code that was mistyped leaves it as it is: an app knows it already.
 */
export async function shownTotp(
  { db, vault }: Context,
  { id, subject }: { readonly id: string; readonly subject: string },
): Promise<string | null> {
  const shown = await db
    .selectFrom('sign_in_challenges')
    .select('challenge')
    .where('id', '=', id)
    .where('purpose', '=', 'totp')
    .where('subject', '=', subject)
    .where('expires_at', '>', dbNow)
    .executeTakeFirst()
  if (shown === undefined) return null
  return vault.withSecret(placeOf(id), shown.challenge, (plain) => plain)
}

function placeOf(rowId: string) {
  return { table: 'sign_in_challenges', column: 'challenge', rowId }
}
