import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { isIn, type KeptList, nameAt, peopleIn } from '../history/kept-list.ts'

type Context = { readonly db: Database }

type Sql = RawBuilder<unknown>

/** A set of people, as what the database is asked for. */
export type Selection = {
  /** A table of people, called `m`, by their `pk`. */
  readonly from: Sql
  readonly where: Sql
  /** The name of each, as an expression on `m` and his profile `p`. */
  readonly name: Sql
  /** The name that each had before, as an expression on `m`. */
  readonly formerName: Sql
  /** Why each is gone, as an expression on `m`. */
  readonly reason: Sql
  /** Whether `where` asks for the profile `p` of each. */
  readonly asksProfile: boolean
  /** Whether each stands there once, and bears the name that his profile has today. */
  readonly isByName: boolean
}

/** Whom a selection is shown to: a customer does not see whom he ignores. */
export function withoutIgnored(selection: Selection, customerId: string): Selection {
  return {
    ...selection,
    where: sql`${selection.where} and not exists (
      select 1 from ignored_profiles i where i.customer_id = ${customerId} and i.pk = m.pk)`,
  }
}

/** Everybody in a list, without those who have left while it was read. */
export function membersOf(kept: KeptList): Selection {
  return membersWhere(kept, sql`true`)
}

function membersWhere(kept: KeptList, condition: Sql): Selection {
  const { from, where } = peopleIn(kept)
  return {
    from,
    where: sql`${where} and ${condition}`,
    name: nameAt(kept.namesAt),
    asksProfile: false,
    isByName: kept.namesAt === null,
    ...NOTHING_BEFORE,
  }
}

const NOTHING_BEFORE = { formerName: sql`null::text`, reason: sql`null::text` }

/** Those in a list who are not in the other one, of the same check. */
export function membersOnlyIn(kept: KeptList, other: KeptList): Selection {
  return membersWhere(kept, sql`not ${isIn(other)}`)
}

/** Those in both lists of a check; looked for in the list that Instagram keeps short. */
export function membersInBoth(following: KeptList, followers: KeptList): Selection {
  return membersWhere(following, isIn(followers))
}

/** A check that another one is compared with. */
export type Earlier = {
  readonly number: string
  readonly finishedAt: Date
  readonly followers: KeptList
}

/** A check as its comparisons need it. */
export type Compared = {
  readonly number: string
  readonly customerId: string
  readonly targetPk: string
  readonly followers: KeptList
}

/**
 * Those who follow now and did not before; without those whom the check before only missed.
 */
export function gainedSince(check: Compared, before: Earlier): Selection {
  const missed = sql`select 1 from follower_losses l
    where ${ofTarget(sql`l`, check)}
      and l.missed_in <= ${before.number}::bigint and l.met_in > ${before.number}::bigint`
  // Mostly there is nobody whom it missed: then it is asked once, and not for each.
  return membersWhere(
    check.followers,
    sql`not ${isIn(before.followers)}
    and (not exists (${missed}) or not exists (${missed} and l.pk = m.pk offset 0))`,
  )
}

/** Those in both checks' followers whose name is another one than when the earlier was finished. */
export function renamedSince({ followers }: Compared, before: Earlier): Selection {
  const formerName = sql`(
    select n.username from profile_names n
    where n.pk = m.pk and n.until_at > ${before.finishedAt}
    order by n.until_at
    limit 1)`
  // Few are renamed: they are looked for among the members, and not the other way round.
  const where = sql`m.pk in (
      select n.pk from profile_names n where n.until_at > ${before.finishedAt} offset 0)
    and ${isIn(before.followers)}
    and ${formerName} is distinct from ${nameAt(followers.namesAt)} and ${formerName} is not null`
  return { ...membersWhere(followers, where), formerName, asksProfile: true }
}

/** Followers who are gone for sure, as this check or one since the earlier has shown. */
export function lostSince(check: Compared, before: Earlier): Selection {
  return {
    ...lossesWhere(sql`${ofTarget(sql`m`, check)}
      and m.sure_in > ${before.number}::bigint and m.sure_in <= ${check.number}::bigint`),
    reason: sql`m.reason`,
  }
}

/** Followers whom this check did not find, and who may be gone. */
export function notSeenIn(check: Compared): Selection {
  return lossesWhere(sql`${ofTarget(sql`m`, check)}
    and m.missed_in <= ${check.number}::bigint
    and (m.sure_in is null or m.sure_in > ${check.number}::bigint)
    and (m.met_in is null or m.met_in > ${check.number}::bigint)`)
}

function lossesWhere(where: Sql): Selection {
  return {
    from: sql`follower_losses m`,
    where,
    name: sql`p.username`,
    asksProfile: false,
    // Whoever was lost twice stands there twice.
    isByName: false,
    ...NOTHING_BEFORE,
  }
}

function ofTarget(
  table: Sql,
  { customerId, targetPk }: Pick<Compared, 'customerId' | 'targetPk'>,
): Sql {
  return sql`${table}.customer_id = ${customerId} and ${table}.target_pk = ${targetPk}::bigint`
}

/** The customer's last check of this target before that one in which both lists were complete. */
export async function previousComplete(
  context: Context,
  check: { readonly number: string; readonly customerId: string; readonly targetPk: string },
): Promise<{ readonly number: string; readonly finishedAt: Date } | null> {
  const found = await sql<{ number: string; finished_at: Date }>`
    select checks.number, checks.finished_at
    from checks
    where checks.customer_id = ${check.customerId}
      and checks.target_pk = ${check.targetPk}::bigint
      and checks.number < ${check.number}::bigint
      and checks.state = 'completed'
      and checks.purpose <> 'confirm'
      and checks.lists_deleted_at is null
      and not exists (
        select 1 from check_progress
        where check_progress.check_id = checks.id
          and check_progress.confidence is distinct from 'exact'
          and check_progress.confidence is distinct from 'confirmed'
      )
    order by checks.number desc
    limit 1
  `.execute(context.db)
  const row = found.rows[0]
  return row ? { number: row.number, finishedAt: row.finished_at } : null
}
