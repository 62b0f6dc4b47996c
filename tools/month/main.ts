import { seededRandom } from '../../src/kernel/ids.ts'
import { type Month, simulateMonth } from '../../src/planning/month.ts'
import { POLICIES, type Policy } from '../../src/planning/policies.ts'
import type { MonthWorld } from '../../src/planning/world.ts'

/** Accounts of each pool, and orders of a day for each account. */
const POOLS = [1, 5, 50]
const CHECKS_PER_ACCOUNT = 20
const PEOPLE = 3000
const DAYS = 30
/** Months of chance that are added up, fewer where there are many accounts. */
const MONTHS = 100

const asJson = process.argv.includes('--json')
for (const visitsProlong of [true, false]) {
  for (const accounts of POOLS) {
    const world = { visitsProlong, checksPerDay: accounts * CHECKS_PER_ACCOUNT, people: PEOPLE }
    const alone = months(POLICIES[0] as Policy, world, accounts)
    for (const policy of POLICIES) show(policy, world, accounts, alone)
  }
}

function show(policy: Policy, world: MonthWorld, accounts: number, reactive: Month): void {
  const month = months(policy, world, accounts)
  const accountDays = accounts * DAYS * monthsOf(accounts)
  const line = {
    policy: policy.name,
    accounts,
    visitsProlong: world.visitsProlong,
    completedShare: share(month.completed, month.checks),
    loginsPerAccountDay: share(month.logins, accountDays),
    loginsPerDeath: share(month.logins - month.loginsOnThrottle, month.deaths),
    loginsOnThrottle: month.loginsOnThrottle,
    // What renewals prevented of the deaths there would have been, and recovery of the checks lost.
    deathsPrevented: share(reactive.deaths - month.deaths, reactive.deaths),
    checksSaved: share(month.saved, month.hit),
    waitMinutes: Math.round(month.waitMedianMs / 60_000),
    requestsPerCheck: share(month.requests, month.completed),
  }
  if (asJson) process.stdout.write(`${JSON.stringify(line)}\n`)
  else {
    const where = world.visitsProlong ? 'visits prolong a life' : 'only logins do'
    process.stdout.write(
      `${policy.name.padEnd(10)} ${String(accounts).padStart(3)} accounts, ${where}: ${(100 * line.completedShare).toFixed(2)} % completed, ${line.loginsPerAccountDay} logins a day and account, ${line.loginsPerDeath} a death, ${line.loginsOnThrottle} on a throttle\n`,
    )
  }
}

function monthsOf(accounts: number): number {
  return Math.max(1, Math.round(MONTHS / accounts))
}

/** Several months of chance, added up. */
function months(policy: Policy, world: MonthWorld, accounts: number): Month {
  const all = Array.from({ length: monthsOf(accounts) }, (_, index) =>
    simulateMonth(policy, world, accounts, seededRandom(index + 1)),
  )
  const sum = (of: (month: Month) => number) => all.reduce((total, each) => total + of(each), 0)
  return {
    checks: sum((month) => month.checks),
    completed: sum((month) => month.completed),
    deaths: sum((month) => month.deaths),
    hit: sum((month) => month.hit),
    saved: sum((month) => month.saved),
    logins: sum((month) => month.logins),
    loginsOnThrottle: sum((month) => month.loginsOnThrottle),
    requests: sum((month) => month.requests),
    waitMedianMs: sum((month) => month.waitMedianMs) / all.length,
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 10_000
}
