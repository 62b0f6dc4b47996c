import { strict as assert } from 'node:assert'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import type { SimulatorConfig } from '../../simulator/world/settings.ts'
import { openApp } from '../../src/app.ts'
import { openCheck } from '../../src/checks/order.ts'
import { loadConfig } from '../../src/config/config.ts'
import { loadSecrets } from '../../src/config/secrets.ts'
import { openDatabase } from '../../src/db/database.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { newHolder, systemRandom } from '../../src/kernel/ids.ts'
import { giveAccounts } from '../given-accounts.ts'
import { type PostgresServer, startPostgres } from '../postgres.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { type ServiceProcess, startService } from '../service-process.ts'

/** What a stage is made of. */
export type StageOptions = {
  /** How many targets there are, each with an account's worth of pages. */
  readonly targets: number
  /** The folder of Evercheck's own database; null for a PostgreSQL server. */
  readonly dataFolder?: string
  readonly settings?: Readonly<Record<string, string>>
}

const ACCOUNTS = ['keeper', 'second'] as const
const PASSWORD = 'planted-Secret-0481'
const PAGE = 20
const FOLLOWERS = 300
const FOLLOWING = 120
const LOOK_MS = 100
/** Longer than anything here may take on a busy machine. */
const ENDED_MS_MAX = 240_000

/**
 * Real processes, a real database that can be hurt, and a simulated Instagram that knows the truth.
 */
export class FaultStage implements AsyncDisposable {
  readonly targets: readonly string[]
  readonly settings: Readonly<Record<string, string>>
  readonly simulator: Simulator
  /** Null for Evercheck's own. */
  readonly postgres: PostgresServer | null
  readonly #closers: Closers
  #onlooker: Promise<pg.Client> | null = null

  static async open(options: StageOptions): Promise<FaultStage> {
    const closers = new Closers()
    try {
      const folder = await makeOwnFolder(await quickFolder(), 'faults')
      closers.add('folder', () => removeFolder(folder))
      // The PostgreSQL server, which never runs as root, has its files below.
      await chmod(folder, 0o711)
      const targets = Array.from({ length: options.targets }, (_, at) => `target${at}.example`)
      const simulator = await startSimulator({ seed: 17, config: configOf(targets) })
      closers.add('simulator', () => simulator.close())
      const ca = join(folder, 'ca.pem')
      await writeFile(ca, simulator.ca)
      const own = options.dataFolder
      const postgres =
        own === undefined ? await startPostgres({ durable: true, below: folder }) : null
      if (postgres) closers.add('PostgreSQL', () => postgres.close())
      const settings = {
        EVERCHECK_DATA: own ?? join(folder, 'data'),
        EVERCHECK_INSTAGRAM_CONNECT: `${simulator.host}:${simulator.port}`,
        EVERCHECK_INSTAGRAM_CA: ca,
        EVERCHECK_PACE_MS: '0',
        EVERCHECK_THROTTLE_WAIT_MS: '300',
        EVERCHECK_SLOTS: '2',
        ...(postgres ? { DATABASE_URL: await postgres.freshDatabase() } : {}),
        ...options.settings,
      }
      return new FaultStage({ targets, settings, simulator, postgres, closers })
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  private constructor(parts: {
    readonly targets: readonly string[]
    readonly settings: Readonly<Record<string, string>>
    readonly simulator: Simulator
    readonly postgres: PostgresServer | null
    readonly closers: Closers
  }) {
    this.targets = parts.targets
    this.settings = parts.settings
    this.simulator = parts.simulator
    this.postgres = parts.postgres
    this.#closers = parts.closers
  }

  /** Starts `serve` or `worker`; it is killed with the stage. */
  async start(
    args: readonly string[],
    settings: Readonly<Record<string, string>> = {},
    nodeArgs: readonly string[] = [],
  ): Promise<ServiceProcess> {
    const service = await startService(args, { ...this.settings, ...settings }, nodeArgs)
    this.#closers.add(args.join(' '), async () => void (await service.end('SIGKILL')))
    return service
  }

  /** Adds the accounts with a session each, beside whatever runs. */
  async addAccounts(): Promise<void> {
    const accounts = ACCOUNTS.map((username) => {
      return { username, password: PASSWORD, cookies: this.#cookiesOf(username) }
    })
    await giveAccounts(this.settings, accounts)
    this.simulator.world.counters.reset()
  }

  /** Orders a check of every target. */
  async order(): Promise<void> {
    const environment = { ...this.settings, EVERCHECK_LOG_LEVEL: 'silent' }
    const edges = { clock: systemClock, random: systemRandom, tell: () => undefined }
    const app = await openApp(loadConfig(environment), loadSecrets(environment), edges)
    try {
      for (const target of this.targets) {
        await openCheck(app, {
          customerId: 'house',
          target,
          patienceMs: 3_600_000,
          accountId: null,
          inFront: false,
        })
      }
    } finally {
      await app.close()
    }
  }

  /** Rows of the database, on a connection of its own, which is made anew when it breaks. */
  async rows<T extends pg.QueryResultRow>(text: string): Promise<readonly T[]> {
    if (this.postgres === null) return this.#ownRows(text)
    this.#onlooker ??= connected(this.settings.DATABASE_URL ?? '')
    const asked = this.#onlooker
    try {
      return (await (await asked).query<T>(text)).rows
    } catch (error) {
      if (this.#onlooker === asked) this.#onlooker = null
      await asked.then((client) => client.end()).catch(() => undefined)
      throw error
    }
  }

  async #ownRows<T>(text: string): Promise<readonly T[]> {
    const database = await openDatabase({
      url: null,
      dataFolder: this.settings.EVERCHECK_DATA ?? '',
      holder: newHolder(),
      connectionsMax: 1,
    })
    try {
      return (await sql.raw<T>(text).execute(database.db)).rows
    } finally {
      await database.close()
    }
  }

  /** Waits until so many pages are saved in all. */
  async untilPages(count: number): Promise<void> {
    await this.until(async () => {
      const [row] = await this.rows<{ pages: string }>(
        'select coalesce(sum(pages), 0) as pages from check_progress',
      )
      return Number(row?.pages) >= count
    }, `${count} pages`)
  }

  /** Waits until it is so; what the database refuses meanwhile says nothing. */
  async until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    const untilMs = performance.now() + ENDED_MS_MAX
    while (!(await isSo().catch(() => false))) {
      assert(performance.now() < untilMs, `${what}: that did not come`)
      await systemClock.sleep(LOOK_MS)
    }
  }

  /**
   * Waits until every check has ended, and compares with the truth: nothing lost, nothing twice.
   */
  async expectAllTrue(): Promise<void> {
    await this.until(async () => {
      const [row] = await this.rows<{ count: string }>(
        'select count(*) from checks where finished_at is not null',
      )
      return Number(row?.count) === this.targets.length
    }, 'the end of all checks')
    const checks = await this.rows<{
      target: string
      ending: string
      number: string
      ends: string
    }>(
      `select target_username as target, ending, number,
         (select count(*) from events where kind = 'check-ended' and check_id = checks.id) as ends
       from checks order by target_username`,
    )
    assert.deepEqual(
      checks.map(({ target, ending, ends }) => ({ target, ending, ends })),
      [...this.targets].sort().map((target) => ({ target, ending: 'complete', ends: '1' })),
    )
    for (const { target, number } of checks) {
      for (const list of ['followers', 'following'] as const) {
        const saved = await this.rows<{ pk: string }>(
          `select pk from check_members where check_number = ${number} and list = '${list}'`,
        )
        assert.deepEqual(saved.map(({ pk }) => pk).sort(), this.#truth(target, list))
      }
    }
    assert.deepEqual(this.simulator.world.counters.logins, {}, 'nobody had to log in')
  }

  #truth(target: string, list: 'followers' | 'following'): readonly string[] {
    const { people } = this.simulator.world
    const person = people.find(target)
    assert(person, `Instagram knows ${target}`)
    return [...people.listsOf(person)[list].pks()].map(String).sort()
  }

  #cookiesOf(username: string): string {
    const { world } = this.simulator
    const account = world.findAccount(username)
    assert(account, `Instagram knows ${username}`)
    const { setCookies } = world.openSession(account, {
      device: world.newDevice(),
      surface: 'web',
      address: '127.0.0.1',
      method: 'control',
    })
    return setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#onlooker?.then((client) => client.end()).catch(() => undefined)
    await this.#closers.close()
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

function configOf(targets: readonly string[]): Partial<SimulatorConfig> {
  return {
    accounts: ACCOUNTS.map((username) => ({ username, password: PASSWORD })),
    targets: targets.map((username) => ({
      username,
      followers: FOLLOWERS,
      following: FOLLOWING,
      mutual: 40,
    })),
    faults: {
      latencyMs: 40,
      pages: { size: PAGE, short: 0, duplicates: 0, hasMoreWrong: 0 },
    },
  }
}
