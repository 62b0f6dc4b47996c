import { mayRead } from '../../simulator/surfaces/lists.ts'
import { LEDGER_SENTENCES } from '../ledger/sentences.ts'
import type { Aftermath } from './bout.ts'
import type { AccountRow, Evidence, Lifetime, List, Told, Truth } from './checkers/evidence.ts'
import { membersKept } from './kept.ts'

/** Puts down what a bout has left behind, for the checkers. */
export async function evidenceOf(aftermath: Aftermath): Promise<Evidence> {
  const { database, history, plan, calmAtMs, endedAtMs } = aftermath
  const { openTransports, stuck, deadHolders } = aftermath
  // The rows are what the statement says, as with any driver.
  const rows = async <T>(text: string) => (await database.look(text)) as readonly T[]
  return {
    checks: await rows(`
      select id, number::text, target_username as target, state, ending, ending_why as why,
        (select username from instagram_accounts where id = asked_account_id) as "askedAccount",
        customer_id as customer, purpose, closed_to as "closedTo",
        ${ms('closed_at')} as "closedAtMs",
        ${ms('created_at')} as "createdAtMs", ${ms('started_at')} as "startedAtMs",
        ${ms('finished_at')} as "finishedAtMs"
      from checks order by number`),
    progress: await rows(`
      select check_id as "checkId", list, pass, passes_lost as "passesLost", expected, fetched,
        confidence, coalesce(present_from, 1) as "presentFrom", members_number::text as "keptAs",
        ${ms('began_at')} as "beganAtMs", shortage::text as why
      from check_progress order by check_id, list`),
    members: await membersKept(rows),
    accounts: withProxies(
      plan,
      await rows(`
      select id, username, standing, lease_holder::text as "leaseHolder",
        ${ms('ready_at')} as "readyAtMs", resting_why as "restingWhy"
      from instagram_accounts order by username`),
    ),
    leases: await rows(`
      select ${ms('at')} as "atMs", account_id as "accountId", old_holder::text as "oldHolder",
        new_holder::text as "newHolder", ${ms('old_until')} as "oldUntilMs",
        old_lives as "oldLives", old_silent as "oldSilent",
        old_login_since is not null as "oldLogsIn", rests,
        by_holder::text as "byHolder", ready_elsewhere as "readyElsewhere",
        is_named as "isNamed"
      from storm_leases order by number`),
    standings: await rows(`
      select ${ms('at')} as "atMs", username, old_standing as "from", new_standing as "to", why
      from storm_standings order by number`),
    endings: await rows(`
      select ${ms('at')} as "atMs", check_id as "checkId", old_state as "from", new_state as "to"
      from storm_endings order by number`),
    ledger: (await rows<{ said: string }>(LEDGER_SENTENCES)).map(({ said }) => said),
    moves: await rows(
      "select coalesce(source, '') as source, credits from balance_entries where check_id is null",
    ),
    acts: [
      ...plan.customers.map(({ name: source, credits }) => ({ source, credits })),
      ...plan.acts,
    ].filter(({ credits }) => credits !== 0),
    charges: aftermath.charges,
    namings: plan.orders.filter(({ account }) => account !== null),
    cancelling: new Set(
      plan.acts.filter(({ kind }) => kind === 'cancel').map(({ customer }) => customer),
    ),
    readiness: await rows(`
      select ${ms('at')} as "atMs", account_id as "accountId",
        old_standing as "oldStanding", ${ms('old_ready_at')} as "oldReadyAtMs",
        old_why as "oldWhy", new_standing as "newStanding",
        ${ms('new_ready_at')} as "newReadyAtMs", new_why as "newWhy"
      from storm_readiness order by number`),
    bonds: await rows(`
      select ${ms('at')} as "atMs", check_id as "checkId", bound_to as "boundTo"
      from storm_bonds order by number`),
    runs: await rows(`select kind, ${ms('due_at')} as "dueAtMs" from storm_runs order by number`),
    behind: await rows(`
      select ${ms('at')} as "atMs", check_id as check, orders from storm_behind order by number`),
    alerts: await rows(`
      select id, rule, subject, name, ${ms('raised_at')} as "raisedAtMs",
        ${ms('resolved_at')} as "resolvedAtMs"
      from alerts order by id`),
    notices: await rows('select change, alerts from alert_notices order by at, id'),
    deliveries: await rows('select id, state from alert_deliveries order by id'),
    sent: history.sent,
    forms: history.forms,
    asked: history.asked,
    troubles: history.troubles,
    thrown: history.thrown,
    told: history.told.map(toTold),
    truth: truthOf(aftermath),
    sessions: sessionsOf(aftermath),
    follows: history.follows,
    skips: history.skips,
    faults: history.faults.map((text) => {
      const [, atMs, kind, what] = /^(\d+) #\d+ ([a-z]+): (.*)/s.exec(text) ?? []
      return { atMs: Number(atMs), kind: kind ?? '', what: what ?? '' }
    }),
    deadHolders,
    requestsPerDay: plan.requestsPerDay,
    overlaps: database.overlaps,
    calmAtMs,
    endedAtMs,
    openTransports,
    stuck,
  }
}

function withProxies(
  { accounts }: Aftermath['plan'],
  rows: readonly Omit<AccountRow, 'proxy'>[],
): readonly AccountRow[] {
  return rows.map((row) => {
    const planned = accounts.find(({ username }) => username === row.username)
    return { ...row, proxy: planned?.proxy ?? null }
  })
}

function ms(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::double precision`
}

function toTold(event: Aftermath['history']['told'][number]): Told {
  const word = (name: string): string | null => {
    const value: unknown = Reflect.get(event, name)
    return typeof value === 'string' ? value : null
  }
  return {
    atMs: event.atMs,
    life: event.life,
    kind: event.kind,
    check: word('check'),
    list: word('list'),
    account: word('account'),
    cause: word('cause'),
  }
}

function sessionsOf({ instagram, history, endedAtMs }: Aftermath): readonly Lifetime[] {
  const known = new Map(instagram.world.sessions().map((session) => [session.name, session]))
  return history.opened
    .filter(({ stored }) => stored)
    .map(({ account, name, atMs }) => ({
      account,
      fromMs: atMs,
      toMs: known.get(name)?.death?.diedAt.getTime() ?? endedAtMs,
    }))
}

function truthOf({ instagram, plan, history }: Aftermath): readonly Truth[] {
  const { world } = instagram
  return plan.targets.flatMap(({ username }) => {
    const person = world.people.find(username)
    if (!person) return []
    const lists = world.people.listsOf(person)
    const pks = (list: List) => [...lists[list].pks()].map(String)
    const accounts = world.accounts()
    const seenBy = accounts.filter(({ pk }) => mayRead(world, Number(pk), person))
    const left = accounts.filter(({ pk }) => {
      return history.follows.some(
        (follow) => follow.target === username && follow.pk === String(pk),
      )
    })
    return {
      target: username,
      followers: pks('followers'),
      following: pks('following'),
      seenBy: seenBy.map((account) => account.username),
      seenOnceBy: [...seenBy, ...left].map((account) => account.username),
    }
  })
}
