import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { dbNow } from '../../db/time.ts'

type Context = { readonly db: Database }

/** Nobody of that name, or of that number, was seen in a check. */
export class ProfileUnknownError extends Error {
  override readonly name = 'ProfileUnknownError'
  readonly code = 'PROFILE_UNKNOWN'
}

/** Somebody whom a customer does not want to read of. */
export type Ignored = { readonly pk: string; readonly username: string; readonly since: Date }

/**
 * Who is meant: whoever bears the name, or the profile of that number, whatever its name is now.
 */
export type Meant = { readonly username: string; readonly pk: string | null }

/**
 * Leaves a profile out of a customer's results from now on, of earlier checks too. Doing it twice
 * is doing it once. Durable when it returns.
 * @throws ProfileUnknownError PROFILE_UNKNOWN when no check has met who is meant
 */
export async function ignoreProfile(
  context: Context,
  customerId: string,
  meant: Meant,
): Promise<Ignored> {
  const pk = await pkOf(context, meant)
  await sql`
    insert into ignored_profiles (customer_id, pk, since)
    values (${customerId}, ${pk}::bigint, ${dbNow})
    on conflict do nothing
  `.execute(context.db)
  const all = await ignoredProfiles(context, customerId)
  const found = all.find((each) => each.pk === pk)
  if (!found)
    throw new ProfileUnknownError(`The profile ${meant.username} was forgotten meanwhile.`)
  return found
}

/** Takes a profile back into a customer's results; false when it was not left out. */
export async function heedProfile(
  context: Context,
  customerId: string,
  meant: Meant,
): Promise<boolean> {
  const pk = await pkOf(context, meant)
  const gone = await sql`
    delete from ignored_profiles where customer_id = ${customerId} and pk = ${pk}::bigint
    returning pk
  `.execute(context.db)
  return gone.rows.length > 0
}

/** Everybody whom a customer ignores, sorted by name. */
export async function ignoredProfiles(
  context: Context,
  customerId: string,
): Promise<readonly Ignored[]> {
  const found = await sql<Ignored>`
    select ignored.pk::text as pk, profiles.username, ignored.since
    from ignored_profiles ignored
    join profiles on profiles.pk = ignored.pk
    where ignored.customer_id = ${customerId}
    order by profiles.username collate "C"
  `.execute(context.db)
  return found.rows
}

/** What changes whenever a customer ignores somebody else, for who keeps figures for a while. */
export async function ignoredStamp(context: Context, customerId: string): Promise<string> {
  const found = await sql<{ stamp: string }>`
    select count(*) || ' ' || coalesce(max(since)::text, '') as stamp
    from ignored_profiles
    where customer_id = ${customerId}
  `.execute(context.db)
  return found.rows[0]?.stamp ?? ''
}

async function pkOf(context: Context, { username, pk }: Meant): Promise<string> {
  // A name may have been another's before: the one who was seen under it last is meant.
  const is = pk === null ? sql`username = ${username}` : sql`pk = ${pk}::bigint`
  const found = await sql<{ pk: string }>`
    select pk::text as pk from profiles where ${is} order by seen_at desc limit 1
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) throw new ProfileUnknownError(`No check has met a profile called ${username}.`)
  return row.pk
}
