import type { AccountSpec, TargetSpec } from '../../simulator/world/settings.ts'
import { Draws } from './draws.ts'
import { drawKind, type Kind, MOST } from './kinds.ts'

/** What can happen to a bout. */
export const FAULTS = [
  'refusal',
  'stop',
  'death',
  'throttle',
  'surface',
  'cut',
  'slow',
  'kill',
  'interrupt',
  'freeze',
  'statement',
  'restart',
  'browser',
  'pause',
  'follow',
  'skip',
  'proxy',
] as const
export type FaultKind = (typeof FAULTS)[number]

/** One order of a customer. */
export type Order = {
  readonly customer: string
  readonly target: string
  readonly afterMs: number
  readonly inFront: boolean
  /** The only account that may read it, by name; null for any. */
  readonly account: string | null
}

/** What else a customer does, or what befalls his money. */
export type CustomerAct = {
  readonly kind: 'cancel' | 'grant' | 'chargeback' | 'quote'
  readonly customer: string
  readonly afterMs: number
  /** Which of his checks is cancelled, counted from his first. */
  readonly which: number
  /** Credits that come, or go, once for this source. */
  readonly credits: number
  readonly source: string
  /** What he wants to know the price of. */
  readonly target: string
}

/** Credits that are paid for with Stars. */
export type Purchase = {
  readonly customer: string
  readonly chatId: number
  /** Telegram's own name of the charge. */
  readonly charge: string
  readonly credits: number
  readonly stars: number
  readonly afterMs: number
  /** Whether the Stars go back: by us, or behind our back. */
  readonly end: 'refund' | 'taken-back' | null
  readonly endsAfterMs: number
}

/** A profile that a customer wants to hear of again and again. */
export type WatchWish = {
  readonly customer: string
  readonly target: string
  readonly afterMs: number
}

/** Somebody who orders. */
export type Customer = {
  readonly name: string
  readonly pays: boolean
  /** What he begins with. */
  readonly credits: number
}

/** An account of the operator's. */
export type PlannedAccount = AccountSpec & {
  readonly loggedIn: boolean
  /** The host of a proxy of its own; null where it goes the way of all. */
  readonly proxy: string | null
}

/** Everything about a bout that is settled before it begins. */
export type Plan = {
  readonly seed: number
  readonly accounts: readonly PlannedAccount[]
  readonly targets: readonly TargetSpec[]
  readonly orders: readonly Order[]
  readonly customers: readonly Customer[]
  readonly acts: readonly CustomerAct[]
  readonly purchases: readonly Purchase[]
  readonly watches: readonly WatchWish[]
  /** How many stewards there are: who keeps time, works jobs and evaluates alerts. */
  readonly stewards: number
  /** Whether they wake in the very instants in which something is due. */
  readonly isPunctual: boolean
  /** Whether single answers of Instagram are such as make a session doubtful. */
  readonly isDoubtful: boolean
  readonly processes: readonly { readonly hands: number; readonly aheadMs: number }[]
  /** How likely each kind is where it can strike; those left out never do. */
  readonly faults: ReadonlyMap<FaultKind, number>
  readonly faultsMax: number
  /** When the faults stop. */
  readonly calmAfterMs: number
  readonly slowness: number
  readonly slicePagesMax: number
  readonly requestsPerDay: number
  readonly renewals: boolean
  /** How often a process looks for what a dead one held. */
  readonly takeoverLookMs: number
}

/** What a plan may not go beyond: a failure is told again with less and less. */
export type Limits = {
  readonly accountsMax: number
  readonly ordersMax: number
  readonly processesMax: number
  readonly without: ReadonlySet<FaultKind>
}

/** No limits but those of every bout. */
export const UNLIMITED: Limits = {
  accountsMax: Number.POSITIVE_INFINITY,
  ordersMax: Number.POSITIVE_INFINITY,
  processesMax: Number.POSITIVE_INFINITY,
  without: new Set(),
}

const HOUR_MS = 3_600_000
const SHORT_SLICES: ReadonlySet<Kind> = new Set(['closed', 'named'])

/** What is drawn of each thing depends on the seed and that thing: less of one changes no other. */
export function drawPlan(seed: number, limits: Limits): Plan {
  const accounts = drawAccounts(seed).slice(0, limits.accountsMax)
  const targets = drawTargets(seed, accounts)
  const draws = new Draws(seed, 'plan')
  const kind = drawKind(seed)
  const calmAfterMs = draws.between(1, 12) * HOUR_MS
  return {
    seed,
    accounts,
    targets,
    orders: drawOrders(seed, accounts, targets, calmAfterMs).slice(0, limits.ordersMax),
    customers: drawCustomers(seed),
    acts: kind === 'shop' ? [] : drawActs(seed, targets, calmAfterMs),
    purchases: drawPurchases(seed, calmAfterMs),
    ...drawService(seed, targets, calmAfterMs),
    isPunctual: kind === 'punctual',
    isDoubtful: kind === 'doubtful',
    processes: drawProcesses(seed).slice(0, limits.processesMax),
    faults: drawFaults(seed, limits.without),
    faultsMax: draws.between(1, 14) + MOST[kind].more,
    calmAfterMs,
    slowness: draws.oneOf([0, 0, 0.01, 0.1]),
    slicePagesMax: draws.oneOf(SHORT_SLICES.has(kind) ? [1, 1, 2, 4] : [1, 2, 4, 200]),
    requestsPerDay: draws.oneOf([60, 200, 3000, 3000]),
    renewals: draws.chance(0.3),
    takeoverLookMs: draws.oneOf([2000, 10_000, 60_000]),
  }
}

function drawAccounts(seed: number): Plan['accounts'] {
  const draws = new Draws(seed, 'accounts')
  const count = draws.between(1, 4)
  const isOneLoggedIn = draws.chance(0.3)
  const ways = new Draws(seed, 'proxies')
  const likely = ways.oneOf([0, 0, 0.6])
  return Array.from({ length: count }, (_, at) => ({
    username: `account${at + 1}`,
    password: `password-${at + 1}-of-${seed}`,
    totpSecret: draws.chance(0.3) ? ('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' as const) : null,
    followers: 2,
    following: 2,
    proxy: ways.chance(likely) ? `198.51.100.${at + 1}` : null,
    loggedIn: at === 0 || (isOneLoggedIn ? false : draws.chance(0.75)),
  }))
}

function drawTargets(seed: number, accounts: Plan['accounts']): Plan['targets'] {
  const draws = new Draws(seed, 'targets')
  const kind = drawKind(seed)
  const names = accounts.map(({ username }) => username)
  const count = kind === 'named' ? 2 : draws.between(1, 6)
  return Array.from({ length: count }, (_, at) => {
    const isLong = draws.chance(kind === 'named' ? 1 : 0.25)
    const followers = draws.between(0, isLong ? 60 : 22)
    const following = draws.between(0, 14)
    const isDrawn = draws.chance(0.15)
    const isPrivate = isDrawn || kind === 'closed'
    return {
      username: `target${at + 1}`,
      followers,
      following,
      mutual: Math.min(followers, following) >> 1,
      private: isPrivate,
      followedBy: isPrivate ? followersOf(draws, names, kind) : [],
    }
  })
}

function followersOf(draws: Draws, names: readonly string[], kind: Kind): string[] {
  return kind === 'closed' ? [draws.oneOf(names)] : names.filter(() => draws.chance(0.6))
}

function drawOrders(
  seed: number,
  accounts: Plan['accounts'],
  targets: Plan['targets'],
  calmAfterMs: number,
): Plan['orders'] {
  const wishes = new Draws(seed, 'wishes')
  const draws = new Draws(seed, 'orders')
  const kind = drawKind(seed)
  const customers = CUSTOMERS.slice(0, kind === 'named' ? 1 : draws.oneOf([1, 2, 3, 3]))
  const count = draws.between(2, 16)
  // Those that are made together are made while the first of them are read, where that matters.
  const soonMs = kind === 'named' ? 20_000 : 0
  const together = kind === 'doubtful' || kind === 'shop' ? 0 : 0.6
  return Array.from({ length: count }, () => ({
    customer: draws.oneOf(customers),
    target: draws.chance(0.08) ? 'nobody.at.all' : draws.oneOf(targets).username,
    afterMs: draws.between(0, draws.chance(together) ? soonMs : calmAfterMs / 2),
    inFront: wishes.chance(0.1),
    account: wishes.chance(kind === 'named' ? 0.5 : 0.12) ? wishes.oneOf(accounts).username : null,
  }))
}

const CUSTOMERS = ['operator', 'bakery', 'theatre'] as const

function drawCustomers(seed: number): Plan['customers'] {
  const draws = new Draws(seed, 'customers')
  const isShop = drawKind(seed) === 'shop'
  return CUSTOMERS.map((name) => ({
    name,
    pays: draws.chance(0.7) || isShop,
    credits: isShop ? 0 : draws.between(0, draws.oneOf([10, 60])),
  }))
}

function drawActs(seed: number, targets: Plan['targets'], calmAfterMs: number): Plan['acts'] {
  const draws = new Draws(seed, 'acts')
  const quoting = new Draws(seed, 'quotes')
  const count = draws.between(0, 6)
  return Array.from({ length: count }, (_, at) => {
    const drawn = draws.oneOf(['cancel', 'cancel', 'grant', 'chargeback'] as const)
    const amount = draws.between(1, 12)
    const kind = quoting.chance(0.3) ? 'quote' : drawn
    return {
      kind,
      customer: draws.oneOf(CUSTOMERS),
      // Who asks for a price does so before he orders.
      afterMs: draws.between(0, kind === 'quote' ? calmAfterMs / 4 : calmAfterMs),
      which: draws.between(0, 9),
      credits: { cancel: 0, quote: 0, grant: amount, chargeback: -amount }[kind],
      source: `act ${at}`,
      target: quoting.chance(0.1) ? 'nobody.at.all' : quoting.oneOf(targets).username,
    }
  })
}

/** In every third bout credits are sold; in a shop to people who want their Stars back. */
function drawPurchases(seed: number, calmAfterMs: number): Plan['purchases'] {
  const draws = new Draws(seed, 'purchases')
  const isShop = drawKind(seed) === 'shop'
  const count = isShop ? 4 : draws.oneOf([0, 0, draws.between(1, 4)])
  return Array.from({ length: count }, (_, at) => {
    const which = draws.between(0, CUSTOMERS.length - 1)
    const credits = draws.between(1, isShop ? 8 : 20)
    return {
      customer: CUSTOMERS[which] ?? CUSTOMERS[0],
      chatId: 100 + which,
      charge: `charge ${at}`,
      credits,
      stars: 10 * credits,
      afterMs: draws.between(0, calmAfterMs / (isShop ? 8 : 2)),
      end: isShop ? 'refund' : draws.oneOf(['refund', 'taken-back', null] as const),
      endsAfterMs: draws.between(0, isShop ? calmAfterMs : draws.oneOf([2000, calmAfterMs / 3])),
    }
  })
}

/** In every other bout somebody keeps time, and in most of those profiles are watched. */
function drawService(
  seed: number,
  targets: Plan['targets'],
  calmAfterMs: number,
): Pick<Plan, 'stewards' | 'watches'> {
  const draws = new Draws(seed, 'service')
  const isPunctual = drawKind(seed) === 'punctual'
  const stewards = isPunctual ? 3 : draws.oneOf([0, 0, 1, 2])
  const count = stewards === 0 ? 0 : draws.between(0, 2)
  const watches = Array.from({ length: count }, () => ({
    customer: draws.oneOf(CUSTOMERS),
    target: draws.oneOf(targets).username,
    afterMs: draws.between(0, calmAfterMs / 2),
  }))
  return { stewards, watches }
}

function drawProcesses(seed: number): Plan['processes'] {
  const draws = new Draws(seed, 'processes')
  const count = draws.between(1, 4)
  const areApart = draws.chance(0.25)
  return Array.from({ length: count }, () => ({
    hands: draws.chance(0.3) ? 2 : 1,
    aheadMs: areApart ? draws.between(-240_000, 240_000) : 0,
  }))
}

/** How likely each kind is, at each of its chances, in a bout that has it. */
const LIKELY: Readonly<Record<FaultKind, number>> = {
  refusal: 0.03,
  stop: 0.008,
  death: 0.02,
  throttle: 0.01,
  surface: 0.01,
  cut: 0.03,
  slow: 0.05,
  kill: 0.0015,
  interrupt: 0.0008,
  freeze: 0.001,
  statement: 0.004,
  restart: 0.0008,
  browser: 0.3,
  pause: 0.0006,
  follow: 0.02,
  skip: 0.05,
  proxy: 0.02,
}

function drawFaults(seed: number, without: ReadonlySet<FaultKind>): Plan['faults'] {
  const draws = new Draws(seed, 'faults')
  const share = draws.oneOf([0, 0.15, 0.3, 0.6])
  const faults = new Map<FaultKind, number>()
  const most = MOST[drawKind(seed)]
  for (const kind of FAULTS) {
    const has = draws.chance(share)
    const likely = LIKELY[kind] * draws.oneOf([0.5, 1, 3])
    if (has && !most.alone && !without.has(kind)) faults.set(kind, likely)
  }
  for (const [kind, likely] of most.faults) {
    if (!without.has(kind)) faults.set(kind, likely)
  }
  return faults
}
