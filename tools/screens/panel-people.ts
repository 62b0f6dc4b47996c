import { sql } from 'kysely'
import type { Database } from '../../src/db/database.ts'

type Context = { readonly db: Database }

/** The id that a name gets here. */
export function idFor(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(16, '0')}`
}

/** Names from the outside world as they come: other scripts, both directions, formulas, markup. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['aino.kirjat.ja.kahvi', 'Aino Lehtovaara'],
  ['atlas_bakery_no9', 'Atlas Bakery ♥'],
  ['bezplana.79', 'Катя без плана'],
  ['copper.thistle', "=cmd|'/C calc'!A0"],
  ['dmitri.on.rails.x', '<script>document.title="owned"</script>'],
  ['fig_and_ferry', '"><img src=x onerror=alert(1)>'],
  ['glasshouse.tuesday', 'The Glasshouse, Tuesdays only'],
  ['ivo.lantern', '\u202eevil gnp.exe\u202c'],
  ['kofe.v.lesu', 'кофе в лесу ♪'],
  ['lumi.paper.co', '👩‍👩‍👧‍👦 семья 🏳️‍🌈 Lumi'],
  ['marta.walks.slowly', '=SUM(Marta)'],
  ['nadia_qq_salt', 'نادية الملحي'],
  ['old.tram.depot', `Old ${'very '.repeat(390)}long`],
  ['zzz.wide', 'Z̸̧͓̃a̶l̷g̴o̸ ̷t̵e̸x̸t̷'],
]

const BATCH = 100_000

/** From where to where the numbers of each statement are: one for all would take minutes. */
function batches(last: number, first = 1): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.max(0, Math.ceil((last - first + 1) / BATCH)) }, (_, at) => {
    const from = first + at * BATCH
    return [from, Math.min(last, from + BATCH - 1)] as const
  })
}

/**
 * Gives a check `followers` and `following` people, of whom `mutual` are both. All checks share
 * them, so that names from the outside world stand in both lists of a larger one; more than twice
 * they would stand in one list twice.
 */
export async function addPeople(
  { db }: Context,
  check: string,
  counts: {
    readonly followers: number
    readonly following: number
    readonly mutual: number
    readonly names?: 'hostile' | 'plain'
  },
): Promise<void> {
  const { followers, following, mutual, names = 'hostile' } = counts
  const total = followers + following - mutual
  for (const [from, to] of batches(total)) {
    await sql`
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select 100000 + at, 'reader.' || lpad(to_hex(at::bigint * 7919 % 16777213), 6, '0') || '.' || at,
        'Person ' || at, at % 5 = 0, at % 97 = 0, evercheck_now()
      from generate_series(${from}::integer, ${to}::integer) as at
      on conflict do nothing
    `.execute(db)
  }
  for (const [at, [username, fullName]] of names === 'plain' ? [] : HOSTILE.entries()) {
    // Those who do not follow back stand at the end of the numbers.
    await sql`
      update profiles set username = ${username}, full_name = ${fullName}
      where pk = ${100_000 + total - at * 3}
    `.execute(db)
  }
  for (const [list, first, last] of [
    ['followers', 1, followers],
    ['following', followers - mutual + 1, total],
  ] as const) {
    for (const [from, to] of batches(last, first)) {
      await sql`
        insert into check_members (check_number, list, pk, pass)
        select checks.number, ${list}, 100000 + at, 1
        from checks, generate_series(${from}::integer, ${to}::integer) as at
        where checks.id = ${check}
      `.execute(db)
    }
  }
  for (const [list, count] of [
    ['followers', followers],
    ['following', following],
  ] as const) {
    await sql`
      update check_progress
      set fetched = ${count}, expected = greatest(expected, ${count}::integer)
      where check_id = ${check} and list = ${list}
    `.execute(db)
  }
  await sql`analyze profiles, check_members`.execute(db)
}

/**
 * Gives a check of `addPeople` an earlier one of the same target, which had nobody of the first
 * `gained` of its followers, and `lost` others who are gone since.
 */
export async function addEarlier(
  { db }: Context,
  check: string,
  counts: { readonly gained: number; readonly lost: number },
): Promise<void> {
  const earlier = `${check.slice(0, -1)}e`
  const { gained, lost } = counts
  await sql`
    insert into checks (id, number, customer_id, target_username, target_pk, state, patience_ms,
      created_at, started_at, finished_at, last_update_at, ending, ceiling, charged,
      cost_why)
    overriding system value
    select ${earlier}, -number, customer_id, target_username, target_pk, state, patience_ms,
      created_at - interval '30 days', started_at - interval '30 days',
      finished_at - interval '30 days', last_update_at, ending, 0, 0, 'free'
    from checks where id = ${check}
  `.execute(db)
  await sql`
    insert into check_progress
    select (jsonb_populate_record(null::check_progress, to_jsonb(one) || jsonb_build_object(
      'check_id', ${earlier}::text))).*
    from check_progress one where one.check_id = ${check}
  `.execute(db)
  const last = await sql<{ pk: number }>`
    select max(m.pk)::integer as pk from checks
    join check_members m on m.check_number = checks.number where checks.id = ${check}
  `.execute(db)
  for (const [from, to] of batches((last.rows[0]?.pk ?? 0) - 100_000)) {
    await sql`
      insert into check_members (check_number, list, pk, pass)
      select -checks.number, m.list, m.pk, m.pass
      from checks join check_members m on m.check_number = checks.number
      where checks.id = ${check}
        and m.pk between 100000 + ${from}::integer and 100000 + ${to}::integer
        and (m.list = 'following' or m.pk > 100000 + ${gained}::integer)
    `.execute(db)
  }
  for (const [from, to] of batches(lost)) {
    await sql`
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select 90000000 + at, 'left.' || to_hex(at) || '.' || at, 'Former ' || at, false, false,
        evercheck_now()
      from generate_series(${from}::integer, ${to}::integer) as at
    `.execute(db)
    await sql`
      insert into follower_losses
        (customer_id, target_pk, pk, seen_in, missed_in, missed_at, sure_in, sure_at)
      select customer_id, target_pk, 90000000 + at, -number,
        number, finished_at, number, finished_at
      from checks, generate_series(${from}::integer, ${to}::integer) as at where id = ${check}
    `.execute(db)
  }
  await sql`analyze profiles, check_members, follower_losses`.execute(db)
}

/** Customers who have paid, and what became of it: of each check what its row says of its money. */
export async function addMoney({ db }: Context): Promise<void> {
  const given = [
    ['tg:481516', 6, 'granted', 'first month', 30],
    ['tg:234200', 10, 'paid', null, 20],
    ['northlight', 900, 'paid', 'invoice 2026-11', 12],
    ['studio-brindle', 212, 'paid', '=1+1 "quoted" <b>note</b>', 9],
    ['tg:555777', 3, 'granted', 'привет', 3],
  ] as const
  const credits = given.map(([customer, count, reason, note, days]) => {
    return { customer, count, reason, note, days }
  })
  // As `credit`, `hold` and `settle` write them, each at its time.
  await sql`
    insert into balance_entries (customer_id, check_id, kind, credits, reason, note, actor, at)
    select customer_id, check_id, kind, credits, reason, note, actor, at
    from (
      select customer as customer_id, null as check_id, 0 as place, 'credit' as kind,
        count as credits, reason, note, 'operator ada' as actor,
        evercheck_now() - make_interval(days => days) as at
      from jsonb_to_recordset(${JSON.stringify(credits)}::jsonb)
        as given (customer text, count integer, reason text, note text, days integer)
      union all
      select checks.customer_id, checks.id, entry.place, entry.kind, entry.credits, entry.reason,
        null, 'evercheck', entry.at
      from checks
      cross join lateral (values
        (1, 'hold', -checks.ceiling, 'ordered', checks.created_at),
        (2, 'release', checks.ceiling, checks.cost_why, checks.finished_at),
        (3, 'capture', -checks.charged, checks.cost_why, checks.finished_at)
      ) entry (place, kind, credits, reason, at)
      where checks.ceiling > 0 and entry.at is not null and entry.credits <> 0
    ) entry
    order by at, place
  `.execute(db)
  await sql`
    update customers set balance = sums.total
    from (select customer_id, sum(credits) as total from balance_entries group by 1) sums
    where sums.customer_id = customers.id
  `.execute(db)
}

/** What needs an operator: alerts, an answer that nobody knew, what was done by whom. */
export async function addTrouble({
  db,
  holder,
}: Context & { readonly holder: string }): Promise<void> {
  await sql`
    insert into login_dialogues (id, account_id, state, cause, asks, said, place, opened_by,
      holder, opened_at, expires_at)
    values ('dlg_0000000000000001', 'acc_0000000000000007', 'open', 'challenge', 'code',
      'Enter the code we sent to h•••r@m•••.example', '/auth_platform/codeentry', 'evercheck',
      ${holder}::bigint,
      evercheck_now() - interval '79 seconds', evercheck_now() + interval '521 seconds')
  `.execute(db)
  const alerts = [
    ['SessionInvalid', 'oak.margin', 'critical', 259_200, '54 hours', {}],
    ['ChallengeWaitingForHuman', 'hazel_quarter', 'critical', 1, '79 seconds', {}],
    ['SessionOld', 'elm.and.ink', 'warning', 432_000, '20 minutes', {}],
    ['ProactiveRefreshDone', 'birch_window', 'info', 1, '19 hours', {}],
  ] as const
  for (const [at, [rule, subject, severity, value, ago, detail]] of alerts.entries()) {
    await sql`
      insert into alerts
        (id, rule, subject, name, severity, value, detail, since_at, seen_at, raised_at)
      values (${`alt_${String(at).padStart(16, '0')}`}, ${rule}, ${subject}, ${subject}, ${severity},
        ${value}, ${JSON.stringify(detail)}::jsonb, evercheck_now() - ${ago}::interval,
        evercheck_now(), evercheck_now() - ${ago}::interval)
    `.execute(db)
  }
  await sql`
    insert into audit_log (at, actor_kind, actor_id, actor_name, address, act, object_kind,
      object_id, outcome, detail)
    select evercheck_now() - make_interval(mins => at * 37), 'operator', 'opr_1', 'ada', '203.0.113.9',
      (array['session.sign-in', 'check.order', 'customer.credit', 'account.pause', 'token.create'])[1 + at % 5],
      (array['operator', 'check', 'customer', 'account', 'token'])[1 + at % 5],
      (array['ada', 'chk_0000000000000001', 'tg:481516', 'alder.keeps', 'tok_reports'])[1 + at % 5], case when at % 9 = 4 then 'refused' else 'done' end, '{}'
    from generate_series(60, 1, -1) as at
  `.execute(db)
}
