import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { changeSettings } from '../simulator/control/plan.ts'
import { type Simulator, startSimulator } from '../simulator/server.ts'
import type { SettingsChange, SimulatorConfig } from '../simulator/world/settings.ts'
import {
  type Account,
  accountNamed,
  ensureAccount,
  moveStanding,
} from '../src/accounts/account-store.ts'
import type { App } from '../src/app.ts'
import type { CheckOrder } from '../src/checks/order.ts'
import { type CheckRun, runCheck } from '../src/cli/run-check.ts'
import { type Config, loadConfig } from '../src/config/config.ts'
import type { Environment } from '../src/config/env.ts'
import { storeCredential } from '../src/credentials/credential-store.ts'
import { parseCookies } from '../src/instagram/cookies/pasted-cookies.ts'
import type { List } from '../src/instagram/questions/operation.ts'
import { ManualClock, systemClock } from '../src/kernel/clock.ts'
import { Closers } from '../src/kernel/closers.ts'
import type { Reader } from '../src/reports/reader.ts'
import { importSession } from '../src/sessions/import.ts'
import type { BusinessEvent } from '../src/telemetry/events.ts'
import { makeOwnFolder, quickFolder, removeFolder } from './quick-folder.ts'
import { sandboxSetting } from './sandbox.ts'
import { ScriptedBrowser, USER_AGENT } from './scripted-browser.ts'
import { Process } from './trial-process.ts'
import type { TestDatabase } from './turned-databases.ts'

/** What a trial is made from. Everything has a default. */
export type TrialOptions = {
  /** How the simulated Instagram behaves, beside lists without any bad habit. */
  readonly faults?: SettingsChange
  readonly targets?: SimulatorConfig['targets']
  /** Settings by the names that operators use; those of production without it. */
  readonly environment?: Environment
  /** Logs in with a real browser instead of the scripted one. */
  readonly realBrowser?: boolean
  /** Accounts with a session to begin with; others have their password stored and nothing else. */
  readonly loggedIn?: readonly string[]
  /** Accounts that Evercheck knows. */
  readonly accounts?: readonly string[]
  /** Where it keeps its rows; one of the tests' shared server without it. */
  readonly database?: TestDatabase
  /** What the simulated Instagram draws from. */
  readonly seed?: number
}

/** Scripts read the reports of a trial. */
export const READER: Reader = { language: 'en', zone: 'UTC', csv: 'plain' }

/** People per page, in every list of a trial. */
export const PAGE = 25
/** The target of most stories: six pages of followers and four of following. */
export const ADA = { username: 'ada.example', followers: 140, following: 96, mutual: 60 } as const

/** An event and when it was told, in milliseconds since 1970. */
export type Told = BusinessEvent & { readonly atMs: number }

const PASSWORD = 'planted-Secret-0481'
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const ACCOUNTS = [
  { username: 'keeper', password: PASSWORD, totpSecret: TOTP_SECRET, followers: 4, following: 6 },
  { username: 'second', password: PASSWORD, followers: 2, following: 3 },
]
/** Shown to everybody; asked when a target seems to be gone. */
const INSTAGRAM = { username: 'instagram', pk: 25_025_320, followers: 1000, following: 20 }
const NO_HABITS = { size: PAGE, short: 0, duplicates: 0, hasMoreWrong: 0 }

/**
 * Everything that a story needs, real but for its edges: the simulated Instagram behind real
 * sockets, a database, Evercheck, a clock that only waiting moves, chance from a seed, and what was
 * told. It is closed at its end, and fails if anything was left behind.
 */
export class Trial implements AsyncDisposable {
  readonly simulator: Simulator
  readonly clock: ManualClock
  readonly browser: ScriptedBrowser
  /** What all processes told, in order. */
  readonly events: Told[] = []
  readonly reportFolder: string
  readonly #config: Config
  readonly #environment: Readonly<Record<string, string>>
  readonly #database: TestDatabase
  readonly #options: TrialOptions
  readonly #closers: Closers
  readonly #processes: Process[] = []

  /** Builds a trial and starts its first process. */
  static async open(options: TrialOptions = {}): Promise<Trial> {
    const closers = new Closers()
    const before = resourcesInUse()
    closers.add('everything', () => expectNothingLeft(before))
    try {
      const folder = await makeOwnFolder(await quickFolder(), 'trial')
      closers.add('folder', () => removeFolder(folder))
      const config = {
        accounts: [...ACCOUNTS, ...moreAccounts(options.accounts ?? [])],
        targets: [INSTAGRAM, ...(options.targets ?? [ADA])],
        faults: { pages: NO_HABITS },
      }
      const data = join(folder, 'data')
      const database = options.database ?? (await sharedDatabase())
      // It stands still but for waiting; certificates want it to begin today.
      const clock = new ManualClock(systemClock.now(), database.turn)
      const simulator = await startSimulator({ seed: options.seed ?? 7, config, clock })
      closers.add('simulator', () => simulator.close())
      const ca = join(folder, 'ca.pem')
      await mkdir(data, { recursive: true })
      await writeFile(ca, simulator.ca)
      const environment = {
        EVERCHECK_DATA: data,
        EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
        EVERCHECK_INSTAGRAM_CA: ca,
        EVERCHECK_LOG_LEVEL: 'silent',
        ...(options.realBrowser ? await sandboxSetting() : {}),
        ...(options.environment as Record<string, string> | undefined),
      }
      const reportFolder = join(folder, 'report')
      const reached = { simulator, clock, database, config: loadConfig(environment) }
      const parts = { ...reached, environment, reportFolder }
      const trial = new Trial({ ...parts, options, closers })
      closers.add('database', () => database.drop())
      closers.add('processes', () => trial.#closeProcesses())
      await trial.#settleIn()
      return trial
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  private constructor(parts: {
    readonly simulator: Simulator
    readonly clock: ManualClock
    readonly database: TestDatabase
    readonly config: Config
    readonly environment: Record<string, string>
    readonly reportFolder: string
    readonly options: TrialOptions
    readonly closers: Closers
  }) {
    this.simulator = parts.simulator
    this.clock = parts.clock
    this.browser = new ScriptedBrowser(parts.simulator.world)
    this.reportFolder = parts.reportFolder
    this.#config = parts.config
    this.#environment = parts.environment
    this.#database = parts.database
    this.#options = parts.options
    this.#closers = parts.closers
  }

  async #settleIn(): Promise<void> {
    await this.start()
    for (const username of this.#options.accounts ?? ['keeper']) await this.addAccount(username)
    for (const username of this.#options.loggedIn ?? ['keeper']) await this.giveSession(username)
    this.process.forgetRequests()
    this.simulator.world.counters.reset()
    if (this.#options.faults) this.set(this.#options.faults)
  }

  /** Starts another process on the same database. */
  async start(environment: Environment = {}): Promise<Process> {
    const process = await Process.start({
      config: { ...this.#config, ...settings(environment, this.#config) },
      databaseUrl: this.#database.url,
      clock: this.clock,
      browser: this.#options.realBrowser ? null : this.browser,
      tell: (event) => this.events.push({ ...event, atMs: this.clock.now().getTime() }),
    })
    this.#processes.push(process)
    return process
  }

  /** The process that was started last. */
  get process(): Process {
    const last = this.#processes.at(-1)
    if (!last) throw new Error('no process was started')
    return last
  }

  /** The app of the process that was started last. */
  get app(): App {
    return this.process.app
  }

  /** Where the database is. */
  get databaseUrl(): string {
    return this.#database.url
  }

  /** The settings with which a command of its own meets this trial. */
  settings(): Record<string, string> {
    const url = this.#database.url
    return { ...this.#environment, ...(url === null ? {} : { DATABASE_URL: url }) }
  }

  /** The truth of the simulated Instagram. */
  get instagram() {
    return this.simulator.world
  }

  /** What Instagram has counted since the story began. */
  get counters() {
    return this.simulator.world.counters
  }

  /** Makes the present process end and starts another in its place. */
  async restart(environment: Environment = {}): Promise<Process> {
    await this.process.close()
    return this.start(environment)
  }

  /** Changes how Instagram behaves from now on. */
  set(change: SettingsChange): void {
    changeSettings(this.simulator.world, change, this.simulator.initial)
  }

  /** Stores an account's password and TOTP secret. */
  async addAccount(username: string): Promise<void> {
    const account = this.simulator.world.findAccount(username)
    if (!account) throw new Error(`Instagram knows no ${username}`)
    const { password, totpSecret } = account
    const id = await storeCredential(this.app, { username, password, totpSecret })
    await ensureAccount(this.app, username, id)
  }

  /** Leads an account back, as the operator does who has dealt with it. */
  async resume(username: string): Promise<void> {
    const account = await this.account(username)
    const move = { to: 'active', by: 'operator', why: null, forMs: null } as const
    if (account.standing !== 'active') await moveStanding(this.app, account, move)
  }

  /** Takes over a session that was opened elsewhere. */
  async giveSession(username: string): Promise<void> {
    const cookies = this.cookiesFor(username)
    const pasted = {
      cookies: parseCookies(cookies),
      userAgent: USER_AGENT,
    }
    const account = await this.account(username)
    const outcome = await importSession(this.app, account, pasted, never())
    if (outcome.kind !== 'imported') throw new Error(`not imported: ${JSON.stringify(outcome)}`)
  }

  /** A session that a human opens in a browser of his own, as a `Cookie` header. */
  cookiesFor(username: string): string {
    const { instagram } = this
    const account = instagram.findAccount(username)
    if (!account) throw new Error(`Instagram knows no ${username}`)
    const { setCookies } = instagram.openSession(account, {
      device: instagram.newDevice(),
      surface: 'web',
      address: '127.0.0.1',
      method: 'control',
    })
    return setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
  }

  /** The account as the database has it now. */
  account(username = 'keeper'): Promise<Account> {
    return accountNamed(this.app, username)
  }

  /** Runs a check with the present process, as the command does that is to write no report. */
  check(
    target: string = ADA.username,
    by: { readonly app?: App; readonly signal?: AbortSignal } = {},
  ): Promise<CheckRun> {
    const { app = this.app, signal = never() } = by
    return runCheck(app, { target, outFolder: null }, signal)
  }

  /** The same with a report, which takes as long as the check: a picture is drawn for it. */
  checkAndReport(
    target: string = ADA.username,
    by: { readonly app?: App; readonly signal?: AbortSignal; readonly outFolder?: string } = {},
  ): Promise<CheckRun> {
    const { app = this.app, signal = never(), outFolder = this.reportFolder } = by
    return runCheck(app, { target, outFolder, reader: READER }, signal)
  }

  /** Who is in a list in truth: pks in rising order. */
  truth(list: List, target: string = ADA.username): readonly string[] {
    const { people } = this.simulator.world
    const person = people.find(target)
    if (!person) throw new Error(`Instagram knows no ${target}`)
    return inOrder([...people.rows(person, list)].map(String))
  }

  /** Who is saved for a list of the newest check: pks in rising order. */
  async saved(list: List): Promise<readonly string[]> {
    const rows = await sql<{ pk: string }>`
      select pk from check_members
      where list = ${list} and check_number = (select max(number) from checks)
    `.execute(this.app.db)
    return inOrder(rows.rows.map((row) => row.pk))
  }

  /** The events of one kind, so far. */
  told<K extends BusinessEvent['kind']>(kind: K): readonly (Told & { kind: K })[] {
    return this.events.filter((event): event is Told & { kind: K } => event.kind === kind)
  }

  /** The names of the report's files. */
  async reportFiles(): Promise<readonly string[]> {
    return (await readdir(this.reportFolder, { recursive: true })).sort()
  }

  /** Closes everything. @throws AggregateError when something was left behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.close()
  }

  async #closeProcesses(): Promise<void> {
    const living = this.#processes.filter((process) => !process.isDead)
    const open = living.reduce((sum, process) => sum + process.openTransports, 0)
    const last = living.at(-1)
    const held = last === undefined ? [] : await heldLeases(last.app)
    for (const process of this.#processes) await process.close()
    assert.deepEqual({ openTransports: open, held }, { openTransports: 0, held: [] })
  }
}

/** Accounts of other names are like the second one. */
function moreAccounts(usernames: readonly string[]): NonNullable<SimulatorConfig['accounts']> {
  const known = ACCOUNTS.map(({ username }) => username)
  return usernames
    .filter((username) => !known.includes(username))
    .map((username) => ({ username, password: PASSWORD, followers: 2, following: 3 }))
}

/** What reading a target costs when nothing goes wrong: what it counts, twice, and every page. */
export function idealRequests(target: { followers: number; following: number }): number {
  return 2 + Math.ceil(target.followers / PAGE) + Math.ceil(target.following / PAGE)
}

/** Settings of one process that differ from those of the trial. */
function settings(environment: Environment, config: Config): Partial<Config> {
  if (Object.keys(environment).length === 0) return {}
  const { dataFolder, keys, connect, ...rest } = loadConfig(environment)
  const hasKeys = Object.keys(environment).some((name) => /_(KEY|VAULT)_/.test(name))
  return { ...rest, ...(hasKeys ? { keys } : {}), logLevel: config.logLevel }
}

async function heldLeases(app: App): Promise<readonly string[]> {
  const held = await sql<{ username: string }>`
    select username from instagram_accounts
    where lease_holder is not null or lease_until is not null
  `.execute(app.db)
  return held.rows.map((row) => row.username)
}

function inOrder(pks: readonly string[]): readonly string[] {
  return [...pks].sort((one, other) => Number(BigInt(one) - BigInt(other)))
}

/** Found out late: outside of the tests there is no such server. */
async function sharedDatabase(): Promise<TestDatabase> {
  const { makeTestDatabase } = await import('./databases.ts')
  return makeTestDatabase()
}

/** An order of the house, as the command places it. */
export function orderOf(target: string = ADA.username, patienceMs = 6 * 3_600_000): CheckOrder {
  return { customerId: 'house', target, patienceMs, accountId: null, inFront: false }
}

/** A signal that nobody gives. */
export function never(): AbortSignal {
  return new AbortController().signal
}

const WATCHED = new Set(['Timeout', 'ProcessWrap', 'TCPSocketWrap', 'TLSWrap', 'TCPServerWrap'])
/** Vitest itself tells what goes on by a timer of a tenth of a second. */
const LEFT_MS = 1000

/** Timers, processes and sockets that keep this process alive. */
function resourcesInUse(): number {
  return process.getActiveResourcesInfo().filter((name) => WATCHED.has(name)).length
}

/** What is closed is gone some turns of the event loop later. */
async function expectNothingLeft(before: number): Promise<void> {
  const late = performance.now() + LEFT_MS
  while (resourcesInUse() > before && performance.now() < late) await setImmediate()
  const left = process.getActiveResourcesInfo().filter((name) => WATCHED.has(name))
  if (left.length > before) throw new Error(`left behind, of ${before} before: ${left.join(', ')}`)
}
