import type { MadeWorld } from '../../simulator/control/plan.ts'
import type { SimRequest } from '../../simulator/wire/route.ts'
import { type Account, DISGUISES } from '../../simulator/world/accounts.ts'
import { Draws } from './draws.ts'
import type { StatementFault } from './ground.ts'
import type { History } from './history.ts'
import type { FaultKind, Plan } from './plan.ts'
import type { Life } from './scheduler.ts'
import type { Way } from './wire.ts'

/** Rows of the failure table that say something once and leave nothing behind. */
const REFUSALS = [
  ...['1', '1-bare', '1b', '1c', '2b', '2c', '2d', '2e', '5', '5b', '10b', '16', '17'],
  ...['18', '19', '20', '21', '22', '23', '24b', '24c', '25', '26', '27', '28', '39b', '39c'],
  ...['29', '29-reset', '29-truncated', '29-slow', '29-drip', '29-stalled', '29-silent'],
]

/** Those that leave open whether the session lives. */
const DOUBTS = [
  '1',
  '1-bare',
  '1b',
  '1c',
  '2',
  '2b',
  '2c',
  '2d',
  '2e',
  '4',
  '5',
  '5b',
  '10b',
] as const

/** Rows that stop an account, and which standing of the world goes with them. */
const STOPS = ['6', '7', '8', '9', '10', '11', '11b', '12', '13', '14', '15', '31'] as const

const SURFACES = ['info', 'profile', 'search', 'feed', 'list:followers', 'list:following']
const NOT_SERVED = ['17', '18', '24b', '19', '22', '27', '2']

const MINUTE_MS = 60_000
/** Of the people of a page that leaves some out. */
const SKIPPED_SHARE = 0.3

/** What the weather needs of a bout. */
export type WeatherContext = {
  readonly plan: Plan
  readonly instagram: MadeWorld
  readonly history: History
  readonly nowMs: () => number
  readonly note: (text: string) => void
  /** Faults that shall not strike, by their number: to see whether a failure needs them. */
  readonly spared: ReadonlySet<number>
}

/** Draws the faults of a bout, as long as it is not calm, and makes them true. */
export class Weather {
  readonly #context: WeatherContext
  readonly #draws: Draws
  #struck = 0
  readonly #misledAtMs = new Map<string, number>()
  /** Until when proxies lead nowhere, by their host. */
  readonly #outUntilMs = new Map<string, number>()
  isCalm = false
  /** Numbers of the faults that struck. */
  readonly numbers: number[] = []

  constructor(context: WeatherContext) {
    this.#context = context
    this.#draws = new Draws(context.plan.seed, 'weather')
  }

  /** Whether a fault of that kind strikes here; `what` says it in words. */
  strikes(kind: FaultKind, what: () => string): boolean {
    const { plan, history, nowMs, note, spared } = this.#context
    const likely = plan.faults.get(kind)
    if (this.isCalm || likely === undefined || !this.#draws.chance(likely)) return false
    if (this.numbers.length >= plan.faultsMax) return false
    this.#struck += 1
    if (spared.has(this.#struck)) return false
    this.numbers.push(this.#struck)
    const text = `#${this.#struck} ${kind}: ${what()}`
    history.faults.push(`${nowMs()} ${text}`)
    note(text)
    return true
  }

  /** One draw of those that belong to faults. */
  get draws(): Draws {
    return this.#draws
  }

  /** What happens to a request that has just arrived. */
  atRequest(request: SimRequest, account: Account | null): Way {
    const draws = this.#draws
    if (account !== null) this.#strikeAccount(request, account)
    this.#strikeProxy(request)
    this.#strikeTargets()
    this.#strikePage(request)
    let latencyMs = draws.between(20, 900)
    const where = () => `at ${request.path} of ${account?.username ?? 'nobody'}`
    if (this.strikes('slow', where)) latencyMs = draws.between(5000, 40_000)
    if (this.strikes('cut', where)) {
      return { latencyMs, lost: draws.chance(0.5) ? 'request' : 'answer' }
    }
    return { latencyMs, lost: null }
  }

  #strikeAccount(request: SimRequest, account: Account): void {
    const { instagram, history, nowMs } = this.#context
    const { world } = instagram
    const draws = this.#draws
    const { username } = account
    const trouble = (kind: string) =>
      history.troubles.push({ atMs: nowMs(), account: username, kind })
    const refusal = draws.oneOf(this.#context.plan.isDoubtful ? DOUBTS : REFUSALS)
    // A single answer may mislead; two in a row would be what they say.
    const lastMs = this.#misledAtMs.get(username) ?? 0
    const mayMislead = nowMs() - lastMs > 10 * MINUTE_MS
    if (
      mayMislead &&
      this.strikes('refusal', () => `row ${refusal} at ${request.path} of ${username}`)
    ) {
      this.#misledAtMs.set(username, nowMs())
      world.faults.arm([{ row: refusal, username, times: 1 }], nowMs())
    }
    const stop = draws.oneOf(STOPS)
    const isLasting = draws.chance(0.5)
    if (this.strikes('stop', () => `row ${stop} of ${username}${isLasting ? ', lasting' : ''}`)) {
      trouble(`row ${stop}`)
      world.faults.arm([{ row: stop, username, times: 1, lasting: isLasting }], nowMs())
    }
    const disguise = draws.oneOf(DISGUISES)
    if (this.strikes('death', () => `${disguise} of ${username}`)) {
      trouble('death')
      world.kill({ username, disguise })
    }
    const forMs = draws.between(1, 30) * MINUTE_MS
    const answer = draws.oneOf(['1', '1-bare', '1b', '1c', '16', '18'])
    if (this.strikes('throttle', () => `row ${answer} of ${username} for ${forMs} ms`)) {
      trouble('throttle')
      world.throttles.fall(account.pk, forMs, nowMs(), answer)
    }
    const surface = draws.oneOf(SURFACES)
    const row = draws.oneOf(NOT_SERVED)
    const untilMs = draws.between(5, 240) * MINUTE_MS
    if (this.strikes('surface', () => `${surface} answers row ${row} for ${untilMs} ms`)) {
      trouble(`surface ${surface}`)
      world.faults.arm([{ row, surface, times: 1, forMs: untilMs }], nowMs())
    }
  }

  /** Somebody begins to follow a target, or is followed by it, or ceases to. */
  #strikeTargets(): void {
    const { plan, instagram, history, nowMs } = this.#context
    const { people } = instagram.world
    const draws = this.#draws
    const { username: target } = draws.oneOf(plan.targets)
    const list = draws.oneOf(['followers', 'following'] as const)
    const comes = draws.chance(0.5)
    const place = draws.fraction()
    const person = people.find(target)
    if (!person) return
    const there = [...people.listsOf(person)[list].pks()]
    const leaving = there[Math.floor(place * there.length)]
    if (!comes && leaving === undefined) return
    if (!this.strikes('follow', () => `${comes ? 'into' : 'out of'} the ${list} of ${target}`))
      return
    const pk = comes ? people.addStrangers(1)[0] : leaving
    if (pk === undefined) return
    if (list === 'followers') people.setFollows(pk, person.pk, comes)
    else people.setFollows(person.pk, pk, comes)
    history.follows.push({ atMs: nowMs(), target, list, pk: String(pk), there: comes })
  }

  /** Whether the way out by that host leads nowhere at present. */
  isOut(host: string): boolean {
    return !this.isCalm && this.#context.nowMs() < (this.#outUntilMs.get(host) ?? 0)
  }

  /** An account's own proxy answers this request, and then leads nowhere for minutes. */
  #strikeProxy({ address }: SimRequest): void {
    const { plan, history, nowMs } = this.#context
    const owner = plan.accounts.find(({ proxy }) => proxy === address)
    if (owner === undefined) return
    const forMs = this.#draws.between(1, 90) * MINUTE_MS
    if (!this.strikes('proxy', () => `${address} of ${owner.username} for ${forMs} ms`)) return
    this.#outUntilMs.set(address, nowMs() + forMs)
    history.troubles.push({ atMs: nowMs(), account: owner.username, kind: 'proxy' })
  }

  /** One page of a list leaves people out; in this pass nobody meets them any more. */
  #strikePage({ path }: SimRequest): void {
    const { plan, history, nowMs, instagram } = this.#context
    const { behaviour, people } = instagram.world
    const [, pk, list] = /\/friendships\/(\d+)\/(followers|following)/.exec(path) ?? []
    const skips = list !== undefined && this.strikes('skip', () => `in ${path}`)
    const target = plan.targets.find(({ username }) => String(people.find(username)?.pk) === pk)
    if (skips && target && (list === 'followers' || list === 'following')) {
      history.skips.push({ atMs: nowMs(), target: target.username, list })
    }
    behaviour.pages = { ...behaviour.pages, skip: skips ? SKIPPED_SHARE : 0 }
  }

  /** What happens to a statement. */
  atStatement(life: Life, text: string): StatementFault | null {
    const fault = this.#draws.chance(0.5) ? 'refused' : 'answer-lost'
    return this.strikes('statement', () => `${fault} to ${life.name}: ${text}`) ? fault : null
  }

  /** Everything that lasts is over. */
  calm(): void {
    const { world } = this.#context.instagram
    this.isCalm = true
    world.faults.reset()
    world.throttles.reset()
    for (const account of world.accounts()) account.standing = 'ok'
  }
}
