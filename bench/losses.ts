import { sql } from 'kysely'
import { askInSpareTime } from '../src/checks/history/ask-in-spare-time.ts'
import type { LossReason } from '../src/checks/history/loss.ts'
import { accountToAsk } from '../src/checks/history/loss-store.ts'
import { ADA, never, Trial } from '../test/trial.ts'
import { makeClocks, makeServer, makeTurnedDatabase } from '../test/turned-databases.ts'
import { rounded } from './figures.ts'
import type { Workshop } from './workshop.ts'

/** The second reading comes so many hours after the first. */
const APART_MS = 7 * 3_600_000
/** Rows that Instagram leaves out of a pass. */
const SKIP = 0.01
/** Every so many seeds a purge takes a thousand. */
const PURGE_EACH = 50

/**
 * Follows that change between three checks, with lists that come short: how many of the losses that
 * are named are true, with the right reason, and how many of the true ones are named, beside what a
 * plain difference of one pass and the next would have said.
 */
export async function benchLosses(
  workshop: Workshop,
  options: { readonly seeds: number; readonly from: number },
): Promise<void> {
  const clocks = await makeClocks(workshop.closers)
  const server = await makeServer(workshop.closers, clocks)
  const sum = { named: 0, right: 0, reasons: 0, truth: 0, told: 0, plain: 0, plainRight: 0 }
  for (let seed = options.from; seed < options.from + options.seeds; seed += 1) {
    const database = await makeTurnedDatabase(server, clocks)
    const { wrong, ...tally } = await oneSeed(seed, database)
    for (const line of wrong) workshop.say(`seed ${seed}: ${line}`)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += tally[key]
    workshop.say(`seed ${seed}: ${tally.named} named, ${tally.truth} true, plain ${tally.plain}`)
  }
  workshop.show({
    bench: 'losses',
    named: sum.named,
    lost: sum.truth,
    plainNamed: sum.plain,
    reasonsRight: rounded(sum.reasons / sum.named, 4),
  })
  workshop.show({
    seeds: options.seeds,
    precision: rounded(sum.right / sum.named, 4),
    recall: rounded(sum.told / sum.truth, 4),
    plainPrecision: rounded(sum.plainRight / sum.plain, 4),
  })
}

async function oneSeed(seed: number, database: Awaited<ReturnType<typeof makeTurnedDatabase>>) {
  const isPurge = seed % PURGE_EACH === 0
  const targets = [{ ...ADA, followers: isPurge ? 5000 : 700 }]
  const accounts = ['keeper', 'second']
  await using trial = await Trial.open({
    ...{ database, seed, targets, accounts, loggedIn: accounts },
    faults: { pages: { skip: SKIP, size: 200 } },
  })
  await rememberPasses(trial)
  await trial.check()
  const changes = trial.instagram.change({
    target: ADA.username,
    reader: seed % 2 === 0 ? 'keeper' : 'second',
    ...{ unfollowed: 2 + (seed % 5), deactivated: seed % 3, deleted: seed % 2, blocked: 1 },
    ...{ renamed: 3, followed: 4, purged: isPurge ? 1000 : 0 },
  })
  const truth = new Map(
    changes.flatMap(({ pk, reason }) =>
      reason === 'renamed' || reason === 'followed' ? [] : [[String(pk), reason] as const],
    ),
  )
  trial.clock.advance(APART_MS)
  await trial.check()
  const plain = await plainLosses(trial)
  trial.clock.advance(APART_MS)
  await trial.check()
  await askAll(trial)
  const named = await namedLosses(trial)
  // Whoever has blocked one account is met by the other: missing is what neither is shown.
  const lost = [...truth].filter(([, reason]) => reason !== 'blocked')
  return {
    named: named.size,
    right: [...named.keys()].filter((pk) => truth.has(pk)).length,
    reasons: [...named].filter(([pk, reason]) => fits(truth.get(pk), reason)).length,
    truth: lost.length,
    told: lost.filter(([pk]) => named.has(pk)).length,
    plain: plain.length,
    plainRight: plain.filter((pk) => truth.has(pk)).length,
    wrong: [...named]
      .filter(([pk, reason]) => !fits(truth.get(pk), reason))
      .map(([pk, reason]) => `${pk} is said to be ${reason}, and is ${truth.get(pk) ?? 'there'}`),
  }
}

/** Whether the reason that was found is the true one, as far as anybody outside can tell. */
function fits(truth: string | undefined, found: LossReason | null): boolean {
  switch (truth) {
    case 'unfollowed':
    case 'blocked':
      return found === truth
    case 'purged':
      return found === 'purged'
    case 'deactivated':
    case 'deleted':
      // Gone on the day of a purge, they look as if it had taken them.
      return found === 'gone' || found === 'purged'
    default:
      return false
  }
}

async function askAll(trial: Trial): Promise<void> {
  for (;;) {
    const accountId = await accountToAsk(trial.app)
    if (accountId === null) {
      const rests = await sql<{ until: Date | null }>`
        select min(ready_at) as until from instagram_accounts
        where ready_at > evercheck_now() and exists (
          select from follower_losses where sure_in is not null and reason is null)
      `.execute(trial.app.db)
      const until = rests.rows[0]?.until ?? null
      if (until === null) return
      trial.clock.advance(until.getTime() - trial.clock.now().getTime() + 1000)
    } else if (!(await askInSpareTime(trial.app, accountId, never()))) {
      trial.clock.advance(60_000)
    }
  }
}

async function namedLosses(trial: Trial): Promise<ReadonlyMap<string, LossReason | null>> {
  const rows = await sql<{ pk: string; reason: LossReason | null }>`
    select pk::text as pk, reason from follower_losses where sure_in is not null
  `.execute(trial.app.db)
  return new Map(rows.rows.map(({ pk, reason }) => [pk, reason]))
}

/** Lets the database remember who was met in which pass, which Evercheck itself has no use for. */
async function rememberPasses(trial: Trial): Promise<void> {
  await sql`
    create table met (check_number bigint, pass integer, pk bigint)
  `.execute(trial.app.db)
  await sql`
    create function remember() returns trigger language plpgsql as $$
    begin
      if new.list = 'followers' then
        insert into met values (new.check_number, new.pass, new.pk);
      end if;
      return null;
    end $$
  `.execute(trial.app.db)
  await sql`
    create trigger remembers after insert or update on check_members
      for each row execute function remember()
  `.execute(trial.app.db)
}

/** Whom somebody would miss who reads each list once and compares. */
async function plainLosses(trial: Trial): Promise<readonly string[]> {
  const rows = await sql<{ pk: string }>`
    select pk::text as pk from met where pass = 1 and check_number = 1
    except
    select pk::text from met where pass = 1 and check_number = 2
  `.execute(trial.app.db)
  return rows.rows.map(({ pk }) => pk)
}
