import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { SimulatorProcess } from '../../src/cli/simulator-process.ts'
import { stopUnusedServer } from '../../src/db/embedded/embedded-server.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { giveAccounts } from '../given-accounts.ts'
import { freshDatabase, type PostgresServer, startPostgres } from '../postgres.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { USER_AGENT } from '../scripted-browser.ts'

/** What a check keeps its data in: a server of the operator's, or that of its data folder. */
export type DatabaseKind = 'postgres' | 'embedded'

/** Settings of one run of the command line. */
export type Settings = Readonly<Record<string, string>>

/** A data folder or a database of one round's own. */
export type Ground = {
  readonly settings: Settings
  readonly reportFolder: string
  remove(): Promise<void>
}

/** What a ground begins with: nothing, an account with a session, or only its password. */
export type Beginning = 'nothing' | 'session' | 'password'

const PASSWORD = 'planted-Secret-0481'
/** Enough for a check to last: 20 and 14 pages. */
const FOLLOWERS = 400
const FOLLOWING = 280
const PAGE = 20
const LATENCY_MS = 15

const CONFIG = {
  // The one keeps its session for good, the other's dies now and then.
  accounts: [
    { username: 'steady', password: PASSWORD },
    { username: 'mortal', password: PASSWORD },
  ],
  targets: [],
  faults: {
    latencyMs: LATENCY_MS,
    loginsMax: 1_000_000,
    pages: { size: PAGE },
    login: { renderDelayMs: 20 },
  },
}

const Cookies = z.object({ cookies: z.record(z.string(), z.string()) })
const Pks = z.object({ pks: z.array(z.string()) })

/** Where processes are killed: a simulator and a PostgreSQL of their own, and grounds to run on. */
export class Arena implements AsyncDisposable {
  readonly simulator: SimulatorProcess
  readonly #folder: string
  readonly #closers: Closers
  readonly #templates = new Map<string, Ground>()
  #server: PostgresServer | null = null
  #grounds = 0
  #targets = 0

  static async open(seed: number): Promise<Arena> {
    const closers = new Closers()
    try {
      const folder = await makeOwnFolder(await quickFolder(), 'kill')
      closers.add('folder', () => removeFolder(folder))
      const config = join(folder, 'simulator.json')
      await writeFile(config, JSON.stringify(CONFIG))
      const simulator = await SimulatorProcess.start([
        ...['--port', '0', '--seed', String(seed), '--config', config],
        ...['--ca-out', join(folder, 'ca.pem')],
      ])
      closers.add('simulator', () => simulator.stop())
      return new Arena(simulator, folder, closers)
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  private constructor(simulator: SimulatorProcess, folder: string, closers: Closers) {
    this.simulator = simulator
    this.#folder = folder
    this.#closers = closers
  }

  /** A new target, with lists in an order of their own. */
  async newTarget(): Promise<string> {
    this.#targets += 1
    const username = `target${this.#targets}.example`
    const target = { username, followers: FOLLOWERS, following: FOLLOWING, mutual: 100 }
    await this.simulator.control('targets', target)
    return username
  }

  /** Who is in a list in truth, by pk. */
  async truth(target: string, list: 'followers' | 'following'): Promise<readonly string[]> {
    const answer = await this.simulator.control(`truth/${target}/${list}`)
    return Pks.parse(answer).pks.sort()
  }

  /** A database and folder for one round, copied from a template. */
  async newGround(database: DatabaseKind, beginning: Beginning): Promise<Ground> {
    if (beginning === 'nothing') return this.#emptyGround(database)
    const name = `${database} ${beginning}`
    const template = this.#templates.get(name) ?? (await this.#makeTemplate(database, beginning))
    this.#templates.set(name, template)
    return this.#copy(database, template)
  }

  /** Stores the account that a beginning needs. */
  async prepare(ground: Ground, beginning: 'session' | 'password'): Promise<void> {
    if (beginning === 'password') {
      return giveAccounts(ground.settings, [{ username: 'mortal', password: PASSWORD }])
    }
    const created = await this.simulator.control('sessions/create', {
      username: 'steady',
      userAgent: USER_AGENT,
    })
    const cookies = Object.entries(Cookies.parse(created).cookies)
    const header = cookies.map(([name, value]) => `${name}=${value}`).join('; ')
    return giveAccounts(ground.settings, [{ username: 'steady', cookies: header }])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.close()
  }

  async #makeTemplate(database: DatabaseKind, beginning: 'session' | 'password'): Promise<Ground> {
    const template = await this.#emptyGround(database)
    await this.prepare(template, beginning)
    return template
  }

  async #emptyGround(database: DatabaseKind): Promise<Ground> {
    const data = this.#newFolder()
    if (database === 'embedded') return this.#ground(data, null)
    const server = await this.#postgres()
    return this.#ground(data, await server.freshDatabase())
  }

  async #copy(database: DatabaseKind, template: Ground): Promise<Ground> {
    const data = this.#newFolder()
    if (database === 'embedded') {
      // With its owner, who may be another than we.
      await promisify(execFile)('cp', ['-a', template.settings.EVERCHECK_DATA ?? '', data])
      return this.#ground(data, null)
    }
    const from = new URL(template.settings.DATABASE_URL ?? '').pathname.slice(1)
    const server = await this.#postgres()
    const url = await freshDatabase(server.url, `ground_${this.#grounds}`, from)
    return this.#ground(data, url)
  }

  #newFolder(): string {
    this.#grounds += 1
    return join(this.#folder, `ground-${this.#grounds}`)
  }

  #ground(data: string, databaseUrl: string | null): Ground {
    const reportFolder = `${data}-report`
    return {
      reportFolder,
      settings: {
        EVERCHECK_DATA: data,
        EVERCHECK_CSV: 'plain',
        EVERCHECK_KEY_FILE: join(this.#folder, 'keys'),
        EVERCHECK_INSTAGRAM_CONNECT: this.simulator.address,
        EVERCHECK_INSTAGRAM_CA: join(this.#folder, 'ca.pem'),
        EVERCHECK_PACE_MS: '0',
        EVERCHECK_LOGINS_PER_DAY: '1000000',
        ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
        ...browserOfTheUser(),
      },
      async remove() {
        await stopUnusedServer(data)
        await removeFolder(data)
        await removeFolder(reportFolder)
      },
    }
  }

  async #postgres(): Promise<PostgresServer> {
    if (this.#server) return this.#server
    const server = await startPostgres({ durable: false, below: await quickFolder() })
    this.#closers.add('PostgreSQL', () => server.close())
    this.#server = server
    return server
  }
}

function browserOfTheUser(): Settings {
  const path = process.env.EVERCHECK_BROWSER
  return path === undefined ? {} : { EVERCHECK_BROWSER: path }
}
