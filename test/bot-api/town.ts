import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changeSettings } from '../../simulator/control/plan.ts'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import type { SettingsChange } from '../../simulator/world/settings.ts'
import { accountNamed, ensureAccount } from '../../src/accounts/account-store.ts'
import { type App, openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { storeCredential } from '../../src/credentials/credential-store.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { systemRandom } from '../../src/kernel/ids.ts'
import { importSession } from '../../src/sessions/import.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { sandboxSetting } from '../sandbox.ts'
import { ScriptedBrowser } from '../scripted-browser.ts'
import { type ServiceProcess, startService } from '../service-process.ts'
import { Inmate } from './inmate.ts'
import { Person } from './person.ts'
import { type BotApi, startBotApi } from './server.ts'
import type { TelegramWorld } from './world.ts'

/** What a town is made from. */
export type TownOptions = {
  readonly databaseUrl: string
  readonly targets?: readonly {
    readonly username: string
    readonly followers: number
    readonly following: number
    readonly mutual: number
  }[]
  readonly faults?: SettingsChange
  /** Telegram ids of those who run Evercheck. */
  readonly operators?: readonly number[]
  readonly settings?: Readonly<Record<string, string>>
  /** Accounts with a session. */
  readonly accounts?: readonly string[]
  readonly realBrowser?: boolean
}

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0'
const PASSWORD = 'planted-Secret-0481'
export const ADA = { username: 'ada.example', followers: 140, following: 96, mutual: 60 } as const

/**
 * A town with Telegram, Instagram and a database in it, in which real time passes: real `serve`
 * processes work there, and people write to the bot.
 */
export class Town implements AsyncDisposable {
  readonly telegram: TelegramWorld
  readonly instagram: Simulator
  readonly app: App
  /** What processes within this one log in with. */
  readonly browser: ScriptedBrowser
  readonly settings: Readonly<Record<string, string>>
  readonly #api: BotApi
  readonly #databaseUrl: string
  readonly #closers: Closers
  readonly #services: ServiceProcess[] = []
  readonly #inmates: Inmate[] = []

  static async open(options: TownOptions): Promise<Town> {
    const closers = new Closers()
    try {
      const folder = await makeOwnFolder(await quickFolder(), 'town')
      closers.add('folder', () => removeFolder(folder))
      const names = options.accounts ?? ['keeper']
      const instagram = await startSimulator({
        seed: 7,
        config: {
          accounts: names.map((username) => ({ username, password: PASSWORD, totpSecret: true })),
          targets: [...(options.targets ?? [ADA])],
          faults: {
            loginsMax: 1_000_000,
            pages: { size: 25, short: 0, duplicates: 0, hasMoreWrong: 0 },
            ...options.faults,
          },
        },
        clock: systemClock,
      })
      closers.add('simulator', () => instagram.close())
      const telegram = await startBotApi()
      closers.add('Telegram', () => telegram.close())
      const settings = await settingsIn(folder, { instagram, telegram, options })
      const app = await openApp(
        loadConfig(settings),
        { databaseUrl: options.databaseUrl },
        { clock: systemClock, random: systemRandom, tell: () => undefined },
      )
      closers.add('app', () => app.close())
      const { databaseUrl } = options
      const parts = { api: telegram, instagram, app, settings, closers, databaseUrl }
      const town = new Town(parts)
      closers.add('services', () => town.#endServices())
      for (const username of names) await town.#enterAccount(username)
      return town
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  private constructor(parts: {
    readonly api: BotApi
    readonly instagram: Simulator
    readonly app: App
    readonly settings: Readonly<Record<string, string>>
    readonly closers: Closers
    readonly databaseUrl: string
  }) {
    this.#api = parts.api
    this.#databaseUrl = parts.databaseUrl
    this.telegram = parts.api.world
    this.instagram = parts.instagram
    this.browser = new ScriptedBrowser(parts.instagram.world)
    this.app = parts.app
    this.settings = parts.settings
    this.#closers = parts.closers
  }

  /** Starts `evercheck serve`. */
  async serve(
    roles = 'work,bot',
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const service = await startService(['serve', '--roles', roles], {
      ...this.settings,
      ...settings,
    })
    this.#services.push(service)
    return service
  }

  /** The same within this process, which starts at once; only it cannot die. */
  async live(
    roles: readonly ('work' | 'bot')[] = ['work', 'bot'],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Inmate> {
    const inmate = await Inmate.start({
      api: this.#api,
      databaseUrl: this.#databaseUrl,
      settings: { ...this.settings, ...settings },
      roles,
      browser: this.browser,
    })
    this.#inmates.push(inmate)
    return inmate
  }

  /** Somebody who has a phone. */
  person(id: number, language: string, name = `Person ${id}`): Person {
    return new Person(this.telegram, { id, name, language })
  }

  /** Changes how Instagram behaves from now on. */
  set(change: SettingsChange): void {
    changeSettings(this.instagram.world, change, this.instagram.initial)
  }

  async #enterAccount(username: string): Promise<void> {
    const { world } = this.instagram
    const account = world.findAccount(username)
    if (!account) throw new Error(`Instagram knows no ${username}`)
    const { password, totpSecret } = account
    const id = await storeCredential(this.app, { username, password, totpSecret })
    await ensureAccount(this.app, username, id)
    const { setCookies } = world.openSession(account, {
      device: world.newDevice(),
      surface: 'web',
      address: '127.0.0.1',
      method: 'control',
    })
    const cookies = setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
    const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
    const named = await accountNamed(this.app, username)
    const { signal } = new AbortController()
    const outcome = await importSession(this.app, named, pasted, signal)
    if (outcome.kind !== 'imported') throw new Error(`not imported: ${JSON.stringify(outcome)}`)
  }

  async #endServices(): Promise<void> {
    for (const service of this.#services) await service[Symbol.asyncDispose]()
    for (const inmate of this.#inmates) await inmate.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.close()
  }
}

async function settingsIn(
  folder: string,
  parts: { instagram: Simulator; telegram: BotApi; options: TownOptions },
): Promise<Record<string, string>> {
  const { instagram, telegram, options } = parts
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  const ca = join(folder, 'ca.pem')
  const token = join(folder, 'token')
  await writeFile(ca, instagram.ca)
  await writeFile(token, telegram.world.token, { mode: 0o600 })
  return {
    DATABASE_URL: options.databaseUrl,
    EVERCHECK_DATA: data,
    EVERCHECK_INSTAGRAM_CONNECT: `${instagram.host}:${instagram.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_CSV: 'plain',
    EVERCHECK_TELEGRAM_TOKEN_FILE: token,
    EVERCHECK_TELEGRAM_API: telegram.url,
    EVERCHECK_OPERATORS: (options.operators ?? []).join(','),
    ...(options.realBrowser ? await sandboxSetting() : {}),
    ...options.settings,
  }
}
