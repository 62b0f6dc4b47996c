import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { dbNow } from '../../db/time.ts'
import type { Check } from '../check.ts'
import { isIn, keptLists, peopleIn } from './kept-list.ts'
import { type LossReason, PURGE_MIN, PURGE_SHARE } from './loss.ts'

type Context = { readonly db: Database }

/** A loss of which the reason is not known yet. */
export type Unexplained = {
  readonly customerId: string
  readonly targetPk: string
  readonly pk: string
  readonly missedIn: string
  readonly hiddenFrom: readonly string[]
}

/** So many questions at the most are asked about one loss: another account may see more. */
const ASKED_MAX = 3

/** A loss is asked about for so long; what is not known by then is said to be unknown. */
const ASKED_FOR_DAYS = 7

/**
 * Draws the consequences of a check whose followers are complete: who was there in the last such
 * check and is not now may be gone; who has been missing for at least `apartMs` before this one was
 * begun is gone for sure; who is met again was never away. A list that an earlier check has read
 * says what it has said before, and no more. Doing it twice is doing it once. Durable when it
 * returns. False when there is no earlier check and nobody is missing.
 */
export async function settleLosses(
  context: Context,
  check: Check & { readonly targetPk: string },
  apartMs: number,
): Promise<boolean> {
  const { before, isAnyMissing } = await knownBefore(context, check)
  if (before === null && !isAnyMissing) return false
  const { customerId, targetPk, number } = check
  const { followers } = await keptLists(context, number)
  const earlier = before === null ? null : (await keptLists(context, before)).followers
  await context.db.transaction().execute(async (db) => {
    // Two checks of one target at once would each see only half of it.
    await sql`
      select pg_advisory_xact_lock(hashtextextended(${`losses ${customerId} ${targetPk}`}, 0))
    `.execute(db)
    await sql`
      update follower_losses m
      set met_in = ${number}::bigint
      where m.customer_id = ${customerId} and m.target_pk = ${targetPk}::bigint
        and m.sure_in is null and m.met_in is null and m.missed_in < ${number}::bigint
        and ${isIn(followers)}
    `.execute(db)
    await sql`
      update follower_losses m
      set sure_in = ${number}::bigint, sure_at = ${dbNow}
      where m.customer_id = ${customerId} and m.target_pk = ${targetPk}::bigint
        and m.sure_in is null and m.met_in is null and m.missed_in < ${number}::bigint
        and m.missed_at + ${apartMs} * interval '1 millisecond' <= ${followers.beganAt}::timestamptz
        and not ${isIn(followers)}
    `.execute(db)
    if (earlier === null) return
    const { from, where } = peopleIn(earlier)
    await sql`
      insert into follower_losses (customer_id, target_pk, pk, seen_in, missed_in, missed_at)
      select ${customerId}, ${targetPk}::bigint, m.pk, ${before}::bigint,
        ${number}::bigint, ${dbNow}
      from ${from}
      where ${where}
        and not ${isIn(followers)}
      on conflict do nothing
    `.execute(db)
  })
  return true
}

/**
 * The number of the customer's last check of this target that has read all followers, and whether
 * anybody is known to be missing.
 */
async function knownBefore(
  context: Context,
  check: { readonly number: string; readonly customerId: string; readonly targetPk: string },
): Promise<{ readonly before: string | null; readonly isAnyMissing: boolean }> {
  const { customerId, targetPk, number } = check
  const found = await sql<{ before: string | null; is_any_missing: boolean }>`
    select
      (
        select checks.number::text
        from checks
        join check_progress progress
          on progress.check_id = checks.id and progress.list = 'followers'
        where checks.customer_id = ${customerId}
          and checks.target_pk = ${targetPk}::bigint
          and checks.number < ${number}::bigint
          and checks.lists_deleted_at is null
          and progress.confidence in ('exact', 'confirmed')
        order by checks.number desc
        limit 1
      ) as before,
      exists (
        select from follower_losses
        where customer_id = ${customerId} and target_pk = ${targetPk}::bigint
      ) as is_any_missing
  `.execute(context.db)
  const [row] = found.rows
  return { before: row?.before ?? null, isAnyMissing: row?.is_any_missing ?? false }
}

/**
 * Whether an account is the one to ask about a loss first: the one that did not find the follower,
 * if it can. Another one is shown whoever has blocked only that one, as if he had ceased to follow.
 */
function isAskedBy(accountId: RawBuilder<unknown>) {
  return sql<boolean>`(hidden_from <> '{}' or not exists (
    select
    from checks reading
    join check_progress read on read.check_id = reading.id and read.list = 'followers'
    join instagram_accounts reader on reader.id = read.account_id and reader.standing = 'active'
    where reading.number = follower_losses.sure_in
      and reader.id <> ${accountId}))`
}

/**
 * Losses that are sure and not explained, those of a customer's target or of anybody, which this
 * account could say more about; the oldest first.
 */
export async function unexplained(
  context: Context,
  by: { readonly accountId: string; readonly countMax: number },
  of: { readonly customerId: string; readonly targetPk: string } | null,
): Promise<readonly Unexplained[]> {
  const found = await sql<Unexplained>`
    select customer_id as "customerId", target_pk::text as "targetPk", pk::text as pk,
      missed_in::text as "missedIn", hidden_from as "hiddenFrom"
    from follower_losses
    where sure_in is not null
      and (reason is null or reason = 'hidden')
      and asked_count < ${ASKED_MAX}
      and sure_at > ${dbNow} - make_interval(days => ${ASKED_FOR_DAYS})
      and not ${by.accountId} = any(hidden_from)
      and ${isAskedBy(sql`${by.accountId}::text`)}
      and (${of === null} or (
        customer_id = ${of?.customerId ?? null} and target_pk = ${of?.targetPk ?? null}::bigint))
    order by sure_at, pk
    limit ${by.countMax}
  `.execute(context.db)
  return found.rows
}

/**
 * A free account with a living session that could say more about a loss; null when there is none,
 * or nothing to be said.
 */
export async function accountToAsk(context: Context): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select account.id
    from instagram_accounts account
    where account.standing = 'active'
      and account.lease_holder is null
      and account.ready_at <= ${dbNow}
      and exists (
        select from instagram_sessions session
        where session.account_id = account.id
          and session.label = 'current'
          and session.died_at is null)
      and exists (
        select from follower_losses
        where sure_in is not null
          and (reason is null or reason = 'hidden')
          and asked_count < ${ASKED_MAX}
          and sure_at > ${dbNow} - make_interval(days => ${ASKED_FOR_DAYS})
          and not account.id = any(hidden_from)
          and ${isAskedBy(sql`account.id`)})
    order by account.idle_since nulls first, account.username
    limit 1
  `.execute(context.db)
  return found.rows[0]?.id ?? null
}

/** Writes down what an account was told about a loss. Durable when it returns. */
export async function explain(
  context: Context,
  loss: Unexplained,
  told: { readonly reason: LossReason; readonly hiddenFrom: string | null },
): Promise<void> {
  await sql`
    update follower_losses
    set reason = ${told.reason},
      asked_count = asked_count + 1,
      hidden_from = case
        when ${told.hiddenFrom}::text is null then hidden_from
        else array_append(hidden_from, ${told.hiddenFrom}::text)
      end
    where customer_id = ${loss.customerId}
      and target_pk = ${loss.targetPk}::bigint
      and pk = ${loss.pk}::bigint
      and missed_in = ${loss.missedIn}::bigint
  `.execute(context.db)
}

/** Calls those a purge who are gone with many others of the same check. */
export async function callPurges(
  context: Context,
  { customerId, targetPk }: { readonly customerId: string; readonly targetPk: string },
): Promise<void> {
  await sql`
    with purge as (
      select losses.missed_in
      from follower_losses losses
      where losses.customer_id = ${customerId} and losses.target_pk = ${targetPk}::bigint
        and losses.reason in ('gone', 'purged')
      group by losses.missed_in
      having count(*) >= greatest(${PURGE_MIN}::float8, ${PURGE_SHARE}::float8 * (
        select coalesce(max(progress.fetched), 0)
        from checks
        join check_progress progress
          on progress.check_id = checks.id and progress.list = 'followers'
        where checks.number = losses.missed_in))
    )
    update follower_losses
    set reason = 'purged'
    from purge
    where follower_losses.customer_id = ${customerId}
      and follower_losses.target_pk = ${targetPk}::bigint
      and follower_losses.missed_in = purge.missed_in
      and follower_losses.reason = 'gone'
  `.execute(context.db)
}
