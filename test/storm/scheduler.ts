import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Clock } from '../../src/kernel/clock.ts'
import type { Draws } from './draws.ts'
import type { Trace } from './trace.ts'

/** One process, as far as time, database and Instagram can tell. */
export type Life = {
  readonly name: string
  isDead: boolean
  /** It does nothing before this instant: stopped, starved, or swapped out. */
  frozenUntilMs: number
}

/** Somebody who waits for a turn: right at an await, with nothing of it carried out yet. */
type Waiting = {
  readonly life: Life
  readonly what: string
  readonly notBeforeMs: number
  readonly isFree: () => boolean
  readonly go: () => void
}

/** So long the clock stands for a statement that is under way. */
const BACK_MS = 200

/**
 * Decides who goes next, and turns the clock. Every await of database, transport, clock and login
 * waits here; one of those that could go on is drawn, goes on to its next await, and so forth.
 * Nothing else may take time, so that the same draws give the same story. When nobody can go on,
 * time passes until somebody can.
 */
export class Scheduler {
  readonly #draws: Draws
  readonly #trace: Trace
  #waiting: Waiting[] = []
  #nowMs: number
  /** What takes real time and is not over yet, and how one hears that some of it is. */
  #outside = 0
  #back = Promise.withResolvers<void>()
  turns = 0
  /** Asked before each turn: it may kill, freeze or change the world. */
  beforeTurn: (life: Life) => void = () => undefined
  /** How likely time passes although somebody could go on. */
  slowness = 0

  constructor(startAtMs: number, draws: Draws, trace: Trace) {
    this.#nowMs = startAtMs
    this.#draws = draws
    this.#trace = trace
  }

  /** The true time, which no process knows. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Waits for a turn; what follows is carried out in it. The dead wait for ever. */
  turn(life: Life, what: string, isFree: () => boolean = always): Promise<void> {
    return this.#wait(life, what, this.#nowMs, isFree)
  }

  /** Waits until so much time has passed, and then for a turn. */
  async sleep(life: Life, waitMs: number, what: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const at = this.#nowMs + Math.max(0, Math.ceil(waitMs))
    if (!signal) return this.#wait(life, what, at, always)
    const waking = Promise.withResolvers<void>()
    const waiting = this.#enter({
      life,
      what,
      notBeforeMs: at,
      isFree: always,
      go: waking.resolve,
    })
    const wake = (): void => {
      this.#leave(waiting)
      // Whoever is frozen hears of it when it thaws, as all others do.
      this.#enter({ ...waiting, notBeforeMs: this.#nowMs, what: `${what} is broken off` })
    }
    signal.addEventListener('abort', wake, { once: true })
    await waking.promise
    signal.removeEventListener('abort', wake)
    signal.throwIfAborted()
  }

  /** A clock of a process, `aheadMs` ahead of the true time. */
  clockOf(life: Life, aheadMs: () => number): Clock {
    return {
      now: () => new Date(this.#nowMs + aheadMs()),
      elapsedMs: () => this.#nowMs,
      sleep: (waitMs, signal) => this.sleep(life, waitMs, 'sleeps', signal),
    }
  }

  /** Forgets whatever a dead process waited for. */
  bury(life: Life): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.life !== life)
  }

  /** Awaits what takes real time; others go on meanwhile, and the clock stands for a while. */
  async outside<T>(act: Promise<T>): Promise<T> {
    this.#outside += 1
    try {
      return await act
    } finally {
      this.#outside -= 1
      this.#back.resolve()
    }
  }

  /** Goes on until `isOver`, or until nobody waits for anything. True when it was over. */
  async run(isOver: () => boolean | Promise<boolean>): Promise<boolean> {
    for (;;) {
      await setImmediate()
      if (await isOver()) return true
      if (this.#outside > 0 && this.#ready().length === 0 && (await this.#comesBack())) continue
      if (!this.#go() && this.#outside === 0) return false
    }
  }

  /** Waits for what is outside; not for ever, as it may wait for somebody who is frozen. */
  async #comesBack(): Promise<boolean> {
    this.#back = Promise.withResolvers()
    const enough = new AbortController()
    const late = setTimeout(BACK_MS, false, { signal: enough.signal }).catch(() => false)
    const isBack = await Promise.race([this.#back.promise.then(() => true), late])
    enough.abort()
    return isBack
  }

  #go(): boolean {
    let ready = this.#ready()
    if (ready.length === 0) {
      const next = this.#nextMs()
      if (next === null) return false
      this.#nowMs = next
      ready = this.#ready()
      if (ready.length === 0) return this.#waiting.length > 0 && this.#passOn()
    } else if (this.#draws.chance(this.slowness)) {
      this.#nowMs += this.#draws.between(1, 3000)
      ready = this.#ready()
    }
    const chosen = this.#draws.oneOf(ready)
    this.beforeTurn(chosen.life)
    if (chosen.life.isDead || chosen.life.frozenUntilMs > this.#nowMs) return true
    this.#leave(chosen)
    this.turns += 1
    this.#trace.turn(this.#nowMs, chosen.life.name, chosen.what)
    chosen.go()
    return true
  }

  /** All who are due wait for what somebody frozen holds. */
  #passOn(): boolean {
    const later = this.#waiting.map((each) => this.#dueMs(each)).filter((at) => at > this.#nowMs)
    if (later.length === 0) throw new Error('everybody waits for what nobody gives back')
    this.#nowMs = Math.min(...later)
    return true
  }

  #ready(): readonly Waiting[] {
    return this.#waiting.filter((each) => this.#dueMs(each) <= this.#nowMs && each.isFree())
  }

  #nextMs(): number | null {
    let next: number | null = null
    for (const each of this.#waiting) {
      const due = Math.max(this.#dueMs(each), this.#nowMs)
      if (next === null || due < next) next = due
    }
    return next
  }

  #dueMs({ life, notBeforeMs }: Waiting): number {
    return Math.max(notBeforeMs, life.frozenUntilMs)
  }

  async #wait(life: Life, what: string, notBeforeMs: number, isFree: () => boolean): Promise<void> {
    const going = Promise.withResolvers<void>()
    this.#enter({ life, what, notBeforeMs, isFree, go: going.resolve })
    await going.promise
  }

  #enter(waiting: Waiting): Waiting {
    if (!waiting.life.isDead) this.#waiting.push(waiting)
    return waiting
  }

  #leave(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting)
    if (at >= 0) this.#waiting.splice(at, 1)
  }
}

function always(): boolean {
  return true
}
