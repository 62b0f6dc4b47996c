import assert from 'node:assert/strict'
import type pg from 'pg'
import type { Disguise } from '../simulator/world/accounts.ts'
import { checkById } from '../src/checks/check-store.ts'
import { openCheck } from '../src/checks/order.ts'
import { type RunContext, readNext } from '../src/checks/runner.ts'
import { settleWaiting, waitingFor } from '../src/checks/waiting-store.ts'
import type {
  ClosableTransport,
  OutgoingRequest,
  Transport,
} from '../src/instagram/wire/transport.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { browserWay } from '../src/sessions/ways/browser-way.ts'
import type { Choices } from './enumerate.ts'
import { GatedDatabase } from './gated-database.ts'
import { never, orderOf, type Trial } from './trial.ts'

/** What can happen to a request; the last two end the process before or after the answer. */
export const REQUEST_FAULTS = [
  'death plain',
  'death please-wait',
  'death delete-cookie',
  'throttle',
  'vague answer',
  'server error',
  'cut connection',
  'truncated answer',
  'cursor refused',
  'crash before',
  'crash after',
] as const
export type RequestFault = (typeof REQUEST_FAULTS)[number]

/** The failure that Instagram answers once (facts 4.1). */
const ROW_OF_FAULT: Readonly<Partial<Record<RequestFault, string>>> = {
  'vague answer': '1',
  'server error': '20',
  'cut connection': '29',
  'truncated answer': '29-truncated',
  'cursor refused': '39c',
}

const DISGUISE_OF_FAULT: Readonly<Partial<Record<RequestFault, Disguise>>> = {
  'death plain': 'plain',
  'death please-wait': 'please-wait',
  'death delete-cookie': 'delete-cookie',
}

/** Where faults may strike, and how many of them. */
export type Dangers = {
  readonly atRequests: readonly RequestFault[]
  readonly requestsMax: number
  /** Crashes right after any statement of the database, and so before whatever follows it. */
  readonly crashesMax: number
  /**
   * Only once a fault has struck, and only after what has changed something for good: after others,
   * and within a transaction, which goes with its process, all is as it was before.
   */
  readonly crashesAfterFaultsOnly?: true
}

/** What writes, or makes it last. */
const WRITES = /\b(insert|update|delete|commit)\b/i

/** What one telling came to. */
export type Told = {
  readonly faults: readonly string[]
  readonly deaths: number
  readonly logins: number
  /** All but those whose process died before it could store them: nobody can know of those. */
  readonly storedLogins: number
  /** Logins tried although a session that is known of is alive. */
  readonly needlessLogins: number
  readonly requests: number
}

/** What all tellings share. */
export type Scene = {
  readonly trial: Trial
  readonly transport: ClosableTransport
  /** A connection beside those of the processes, to look on. */
  readonly admin: pg.Client
  readonly url: string
  readonly target: string
  /** The process that is alive, if one is: it lives on from telling to telling. */
  process: Running | null
}

/** A process, as far as Instagram and the database can tell. */
export type Running = {
  readonly database: GatedDatabase
  readonly holder: string
  /** The telling that it takes part in. */
  telling: Telling
}

const ROUNDS_MAX = 200
const LIVES_MAX = 10

/**
 * One telling of a check: its faults, its processes one after the other, and what they did.
 * Processes share this one; they die by never going on, with their connection cut.
 */
export class Telling {
  readonly faults: string[] = []
  readonly #scene: Scene
  readonly #choices: Choices
  readonly #dangers: Dangers
  #dying = Promise.withResolvers<'died'>()
  #requestFaults = 0
  #crashes = 0
  #requests = 0
  #deaths = 0
  #storedLogins = 0
  #isStoring = false
  #isInTransaction = false
  #needlessLogins = 0

  constructor(scene: Scene, choices: Choices, dangers: Dangers) {
    this.#scene = scene
    this.#choices = choices
    this.#dangers = dangers
  }

  /** Runs processes one after the other until one of them has ended the check. */
  async run(): Promise<void> {
    this.#scene.trial.browser.duringLogin = () => this.#atLogin()
    for (let life = 0; life < LIVES_MAX; life += 1) {
      // Ordering again after the end would order a new check.
      if (life > 0 && (await this.#hasEnded())) return
      this.#dying = Promise.withResolvers()
      const process = await this.#living()
      const how = await Promise.race([this.#toItsEnd(process), this.#dying.promise])
      if (how === 'ended') return
    }
    throw new Error(`${LIVES_MAX} processes did not end the check`)
  }

  /** Whether a process died. */
  get hasCrashed(): boolean {
    return this.faults.some((fault) => fault.startsWith('crash'))
  }

  summary(): Told {
    return {
      faults: this.faults,
      deaths: this.#deaths,
      logins: this.#logins,
      storedLogins: this.#storedLogins,
      needlessLogins: this.#needlessLogins,
      requests: this.#requests,
    }
  }

  get #logins(): number {
    const { logins } = this.#scene.trial.counters
    return Object.values(logins).reduce((sum, count) => sum + count, 0)
  }

  async #hasEnded(): Promise<boolean> {
    const { admin } = this.#scene
    const { rows } = await admin.query('select from checks where finished_at is not null')
    return rows.length > 0
  }

  async #living(): Promise<Running> {
    const known = this.#scene.process
    if (known) {
      known.telling = this
      return known
    }
    const holder = newHolder()
    const database = await GatedDatabase.open(this.#scene.url, holder, {
      before: () => process.telling.#beforeStatement(process),
      after: (text) => process.telling.#afterStatement(process, text),
    })
    const process: Running = { database, holder, telling: this }
    this.#scene.process = process
    return process
  }

  /** As the command does it: slice after slice, waiting through parks. */
  async #toItsEnd(process: Running): Promise<'ended'> {
    const context = this.#contextOf(process)
    const { clock } = context
    const { id } = await openCheck(context, orderOf(this.#scene.target))
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const outcome = await readNext(context, { only: id, without: [] }, never())
      if (outcome?.kind === 'ended') return 'ended'
      await settleWaiting(context, id)
      if ((await checkById(context, id)).finishedAt !== null) return 'ended'
      const waiting = await waitingFor(context, id)
      if (waiting.kind === 'human') throw new Error('a human is needed')
      const until = waiting.kind === 'rest' ? waiting.until.getTime() : 0
      await clock.sleep(Math.max(1000, until - clock.now().getTime()))
    }
    throw new Error('the check does not come to its end')
  }

  #contextOf(process: Running): RunContext {
    const { app, clock, browser } = this.#scene.trial
    const { vault, tell } = app
    const { db } = process.database
    return {
      ...app,
      db,
      holder: process.holder,
      loginWays: [browserWay({ db, vault, clock, tell }, browser)],
      openTransport: () => ({
        send: (request, signal) => this.#atRequest(process, request, signal),
        close: async () => undefined,
      }),
    }
  }

  async #atRequest(
    process: Running,
    request: OutgoingRequest,
    signal: AbortSignal,
  ): ReturnType<Transport['send']> {
    const fault = this.#chooseFault(request)
    if (fault) this.#strike(fault)
    if (fault === 'crash before') return this.#die(process)
    this.#requests += 1
    const answer = await this.#scene.transport.send(request, signal)
    return fault === 'crash after' ? this.#die(process) : answer
  }

  #chooseFault(request: OutgoingRequest): RequestFault | null {
    const { atRequests, requestsMax } = this.#dangers
    if (this.#requestFaults >= requestsMax) return null
    const hasCursor = request.url.includes('max_id=')
    const possible = atRequests.filter((fault) => fault !== 'cursor refused' || hasCursor)
    const fault = possible[this.#choices.pick(possible.length + 1) - 1] ?? null
    if (fault) {
      this.#requestFaults += 1
      this.faults.push(`${fault} at request ${this.#requests + 1}`)
    }
    return fault
  }

  #strike(fault: RequestFault): void {
    const { instagram } = this.#scene.trial
    const nowMs = instagram.clock.nowMs()
    const row = ROW_OF_FAULT[fault]
    if (row !== undefined) instagram.faults.arm([{ row, times: 1 }], nowMs)
    if (fault === 'throttle') {
      instagram.throttles.fall(instagram.findAccount('keeper')?.pk ?? '', 8 * 60_000, nowMs)
    }
    const disguise = DISGUISE_OF_FAULT[fault]
    if (disguise) this.#deaths += instagram.kill({ username: 'keeper', disguise })
  }

  /** A login may only be tried when no session that anybody can know of is alive. */
  #atLogin(): void {
    const sessions = this.#scene.trial.instagram.sessions()
    const living = sessions.filter(({ death }) => death === null).length
    if (living > this.#logins - this.#storedLogins) this.#needlessLogins += 1
  }

  /** The dead send nothing. */
  async #beforeStatement(process: Running): Promise<void> {
    if (this.#scene.process !== process) await forever()
  }

  async #afterStatement(process: Running, text: string): Promise<void> {
    if (this.#scene.process !== process) return forever()
    if (text.includes('insert into instagram_sessions')) this.#isStoring = true
    if (text === 'commit' && this.#isStoring) {
      this.#isStoring = false
      this.#storedLogins += 1
    }
    if (text.includes('insert into check_members')) await this.#expectPrefix()
    if (/^(begin|commit|rollback)\b/.test(text)) this.#isInTransaction = text.startsWith('begin')
    const { crashesMax, crashesAfterFaultsOnly } = this.#dangers
    if (this.#crashes >= crashesMax) return
    if (crashesAfterFaultsOnly) {
      const lasts = WRITES.test(text) && !this.#isInTransaction
      if (this.#requestFaults === 0 || !lasts) return
    }
    if (this.#choices.pick(2) === 0) return
    this.#crashes += 1
    this.faults.push(`crash after ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 60)}`)
    await this.#die(process)
  }

  /** What is saved is what Instagram's order begins with, each once, and is counted right. */
  async #expectPrefix(): Promise<void> {
    const { rows } = await this.#scene.admin.query({
      name: 'prefix',
      text: 'select is_prefix()',
    })
    assert.deepEqual(rows, [{ is_prefix: true }], 'what was saved is not a prefix of the truth')
  }

  /** The process is gone: nothing of it ever goes on. */
  async #die(process: Running): Promise<never> {
    this.#scene.process = null
    this.#isStoring = false
    this.#isInTransaction = false
    await process.database.cut(this.#scene.admin)
    this.#dying.resolve('died')
    return forever()
  }
}

function forever(): Promise<never> {
  return new Promise(() => undefined)
}
