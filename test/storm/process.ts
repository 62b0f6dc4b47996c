import type { MadeWorld } from '../../simulator/control/plan.ts'
import type { WorkContext } from '../../src/checks/work.ts'
import { loadConfig } from '../../src/config/config.ts'
import type { Vault } from '../../src/credentials/vault.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { browserWay } from '../../src/sessions/ways/browser-way.ts'
import { Draws } from './draws.ts'
import type { Ground } from './ground.ts'
import type { History } from './history.ts'
import type { Plan } from './plan.ts'
import type { Life, Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'
import { StormTypist } from './typist.ts'
import type { Weather } from './weather.ts'
import { wireTransport } from './wire.ts'

/** What all processes of a bout share. */
export type Stage = {
  readonly plan: Plan
  readonly database: Ground
  readonly instagram: MadeWorld
  readonly scheduler: Scheduler
  readonly trace: Trace
  readonly history: History
  readonly weather: Weather
  readonly vault: Vault
}

const CONFIG = loadConfig({
  EVERCHECK_DATA: '/nowhere',
  EVERCHECK_LOG_LEVEL: 'silent',
  EVERCHECK_PACE_MS: '200-900',
})

/** The address that requests come from which go the operator's way. */
export const THE_WAY = '192.0.2.1'

/** One process of Evercheck: a holder, a clock, and connections of its own. */
export class Process {
  readonly life: Life
  readonly holder = newHolder()
  readonly context: WorkContext
  readonly stopping = new AbortController()
  /** How many workers it has. */
  readonly hands: number
  hasEnded = false
  readonly #stage: Stage
  readonly #transports = new Set<{ readonly isOpen: boolean }>()

  constructor(stage: Stage, name: string, aheadMs: number, hands: number) {
    this.#stage = stage
    this.hands = hands
    this.life = { name, isDead: false, frozenUntilMs: 0 }
    this.context = this.#make(name, aheadMs)
  }

  /** Connections to Instagram that were opened and not closed. */
  get openTransports(): number {
    return [...this.#transports].filter(({ isOpen }) => isOpen).length
  }

  /** It ends between two awaits, and nothing of it ever goes on. */
  die(how: string): void {
    const { scheduler, database, history, trace } = this.#stage
    this.life.isDead = true
    scheduler.bury(this.life)
    database.forget(this.life)
    history.endings.push({ atMs: scheduler.nowMs, life: this.life.name, how })
    trace.note(scheduler.nowMs, `${this.life.name} ${how}`)
  }

  #make(name: string, aheadMs: number): WorkContext {
    const { plan, scheduler, instagram, vault, history } = this.#stage
    const clock = scheduler.clockOf(this.life, () => aheadMs)
    const random = new Draws(plan.seed, `chance of ${name}`)
    const tell: WorkContext['tell'] = (event) => {
      if (event.kind === 'work-failed') this.#noteFailure(event.why)
      history.told.push({ ...event, atMs: scheduler.nowMs, life: name })
    }
    const typist = new StormTypist({ ...this.#stage, life: this.life, aheadMs })
    const db = this.#stage.database.behind({
      ...this.#stage,
      life: this.life,
      holder: this.holder,
      strike: (text) => this.#stage.weather.atStatement(this.life, text),
      done: (text) => this.#noteStored(text, typist),
    })
    return {
      ...CONFIG.waits,
      clock,
      random,
      tell,
      db,
      vault,
      holder: this.holder,
      pace: CONFIG.pace,
      windows: [
        { countMax: 200, windowMs: 11 * 60_000 },
        { countMax: plan.requestsPerDay, windowMs: 24 * 3_600_000 },
      ],
      reading: CONFIG.reading,
      slice: { pagesMax: plan.slicePagesMax, forMs: CONFIG.reading.sliceMs },
      loginsPerDayMax: CONFIG.logins.perDayMax,
      loginLeaseMs: 20 * 60_000,
      attend: () => false,
      openPage: async () => null,
      wayTrouble: async () => null,
      refreshAfterMs: CONFIG.refreshAfterMs,
      renewBy: CONFIG.renewBy,
      loginWays: [browserWay({ db, vault, clock, tell }, typist)],
      openTransport: (own = null) => this.#openTransport(instagram, own?.host ?? THE_WAY),
      ensureRoom: async () => undefined,
      slots: this.hands,
      // A look costs turns: whoever hears the bell needs none.
      lookMs: 30 * 60_000,
      takeoverLookMs: plan.takeoverLookMs,
      lookForAsked: { clock, everyMs: 30 * 60_000 },
      listen: (channel, heard) => this.#listen(channel, heard),
    }
  }

  /** Hears of notifications at a turn of its own, as over a connection. */
  #listen(channel: string, heard: () => void): () => void {
    const { scheduler, database } = this.#stage
    let isRinging = false
    return database.listen(channel, () => {
      if (isRinging || this.life.isDead) return
      isRinging = true
      void scheduler.turn(this.life, `hears ${channel}`).then(() => {
        isRinging = false
        heard()
      })
    })
  }

  /** What broke a slice is told by a worker, as a name and a message. */
  #noteFailure(why: string): void {
    const [, name = 'Error', message = why] = /^(\w+): (.*)$/s.exec(why) ?? []
    const { history, scheduler } = this.#stage
    history.thrown.push({ atMs: scheduler.nowMs, life: this.life.name, name, code: null, message })
  }

  #openTransport(instagram: MadeWorld, address: string): ReturnType<WorkContext['openTransport']> {
    const { scheduler, weather, history } = this.#stage
    const { world } = instagram
    const transport = wireTransport({
      scheduler,
      life: this.life,
      instagram,
      address,
      isOut: () => weather.isOut(address),
      strike: (request) => {
        const viewer = world.sessionOf(request)
        const account =
          viewer.kind === 'alive'
            ? viewer.account
            : viewer.kind === 'dead'
              ? viewer.session.account
              : null
        history.asked.push({
          atMs: scheduler.nowMs,
          account: account?.username ?? '',
          life: this.life.name,
          path: request.path,
          address: request.address,
        })
        return weather.atRequest(request, account)
      },
    })
    this.#transports.add(transport)
    return transport
  }

  /** A version is in the database as soon as its transaction is. */
  #noteStored(text: string, typist: StormTypist): void {
    if (typist.unstored === null) return
    if (text.includes('insert into instagram_sessions')) typist.isStoring = true
    if (text === 'rollback') typist.isStoring = false
    if (text !== 'commit' || !typist.isStoring) return
    const { history } = this.#stage
    const opened = history.opened.find(({ name }) => name === typist.unstored)
    if (opened) opened.stored = true
    typist.unstored = null
    typist.isStoring = false
  }
}
