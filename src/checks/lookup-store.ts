import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow, fromNow } from '../db/time.ts'
import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'

type Context = { readonly db: Database }

/** Who a name is, as one question has told. */
export type Lookup = {
  readonly answer: 'found' | ClosedWhy
  /** Null when nobody of that name was found. */
  readonly pk: string | null
  readonly username: string | null
  readonly fullName: string | null
  readonly followersCount: number | null
  readonly followingCount: number | null
  /** Both together; null where one is not told. */
  readonly people: number | null
  readonly answeredAt: Date
}

/** What was told of a profile is believed for as long as this. */
export const LOOKUP_TRUST_MS = 3_600_000

/** The channel on which those are woken who wait for an answer. */
export const LOOKUPS_CHANNEL = 'evercheck_lookups'

/** So long may a process take for a question before another one asks it. */
const ASKING_MS = 60_000
/** A question that nobody could ask for as long as this is not asked any more. */
const ASKED_MS = 5 * 60_000

/** What was told of a name within the last hour. */
export async function freshLookup(context: Context, target: string): Promise<Lookup | null> {
  const row = await context.db
    .selectFrom('profile_lookups')
    .selectAll()
    .where('target_username', '=', target)
    .where('answered_at', '>', ago(LOOKUP_TRUST_MS))
    .where('answer', 'is not', null)
    .executeTakeFirst()
  if (!row?.answer || !row.answered_at) return null
  const { followers_count: followersCount, following_count: followingCount } = row
  return {
    answer: row.answer,
    pk: row.pk,
    username: row.username,
    fullName: row.full_name,
    followersCount,
    followingCount,
    people:
      followersCount === null || followingCount === null ? null : followersCount + followingCount,
    answeredAt: row.answered_at,
  }
}

/**
 * Puts a question down for whichever worker can ask it; one that is asked already is asked once.
 * Workers are woken by the commit.
 */
export async function askLookup(context: Context, target: string): Promise<void> {
  await sql`
    insert into profile_lookups (target_username, state, asked_at)
    values (${target}, 'asked', ${dbNow})
    on conflict (target_username) do update
    set state = 'asked', asked_at = ${dbNow}, holder = null, holder_until = null,
      answered_at = null, answer = null
    where profile_lookups.state = 'answered'
      or profile_lookups.asked_at <= ${ago(ASKED_MS)}
  `.execute(context.db)
}

/** Nobody asks it any more: whoever did has died, or has taken too long. */
const isForsaken = sql<boolean>`
  (state = 'asking' and (holder_until <= ${dbNow} or not holder_lives(holder)))`

/** A question that is in our hands. */
export type LookupClaim = { readonly target: string; readonly holder: string }

/** Takes the oldest question that nobody else is asking; null when there is none. */
export async function claimLookup(
  context: Context & { readonly holder: string },
): Promise<LookupClaim | null> {
  const claimed = await sql<{ target: string }>`
    update profile_lookups
    set state = 'asking', holder = ${context.holder}::bigint, holder_until = ${fromNow(ASKING_MS)}
    where target_username = (
      select target_username
      from profile_lookups
      where (state = 'asked' or ${isForsaken})
        and asked_at > ${ago(ASKED_MS)}
      order by asked_at
      limit 1
      for update skip locked
    )
    returning target_username as target
  `.execute(context.db)
  const row = claimed.rows[0]
  return row ? { target: row.target, holder: context.holder } : null
}

/** Whether somebody waits for a lookup, as an expression. */
export const lookupWaits = sql<boolean>`
  exists (
    select from profile_lookups
    where (state = 'asked' or ${isForsaken})
      and asked_at > ${ago(ASKED_MS)}
  )`

/** Whether a question waits that could be asked: looked at after every page, so it only reads. */
export async function isLookupWaiting(context: Context): Promise<boolean> {
  const found = await sql<{ waits: boolean }>`
    /* prepared: lookup-waits */
    select ${lookupWaits} as waits
  `.execute(context.db)
  return found.rows[0]?.waits ?? false
}

/** What was found, as it is written down. */
export type LookupAnswer = Pick<Lookup, 'answer'> &
  Partial<Pick<Lookup, 'pk' | 'username' | 'fullName' | 'followersCount' | 'followingCount'>>

/** Writes an answer down; whoever waits for it is woken. */
export async function answerLookup(
  context: Context,
  claim: LookupClaim,
  found: LookupAnswer,
): Promise<void> {
  await sql`
    update profile_lookups
    set state = 'answered', answered_at = ${dbNow}, holder = null, holder_until = null,
      answer = ${found.answer}, pk = ${found.pk ?? null}::bigint,
      username = ${found.username ?? null}, full_name = ${found.fullName ?? null},
      followers_count = ${found.followersCount ?? null},
      following_count = ${found.followingCount ?? null}
    where target_username = ${claim.target}
      and state = 'asking'
      and holder = ${claim.holder}::bigint
  `.execute(context.db)
}

/** Gives a question back that could not be answered: another account may. */
export async function giveLookupBack(context: Context, claim: LookupClaim): Promise<void> {
  await sql`
    update profile_lookups
    set state = 'asked', holder = null, holder_until = null
    where target_username = ${claim.target}
      and state = 'asking'
      and holder = ${claim.holder}::bigint
  `.execute(context.db)
}

/** What was looked up, and by whom, is kept as long as a day's limit needs it. */
const KEEP_MS = 25 * 3_600_000

/** Deletes what was looked up more than a day ago. Returns how much. Durable when it returns. */
export async function deleteLookups(context: Context): Promise<number> {
  const deleted = await sql<{ count: number }>`
    with questions as (
      delete from quotes where asked_at < ${ago(KEEP_MS)}
    ),
    gone as (
      delete from profile_lookups where asked_at < ${ago(KEEP_MS)} returning target_username
    )
    select count(*)::integer as count from gone
  `.execute(context.db)
  return deleted.rows[0]?.count ?? 0
}
