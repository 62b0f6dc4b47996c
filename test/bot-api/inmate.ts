import { type App, openApp } from '../../src/app.ts'
import { startBot } from '../../src/bot/start-bot.ts'
import { startWork } from '../../src/checks/work.ts'
import { loadConfig } from '../../src/config/config.ts'
import { NO_SECRETS } from '../../src/config/serving.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { systemRandom } from '../../src/kernel/ids.ts'
import { browserWay } from '../../src/sessions/ways/browser-way.ts'
import type { BusinessEvent } from '../../src/telemetry/events.ts'
import type { ScriptedBrowser } from '../scripted-browser.ts'
import type { BotApi, Door } from './server.ts'

/**
 * A process of Evercheck's that lives inside this one: an app of its own, with connections of its
 * own to the database and to Telegram.
 */
export class Inmate implements AsyncDisposable {
  readonly app: App
  /** What it has told, in order. */
  readonly events: BusinessEvent[]
  readonly #door: Door
  readonly #parts: readonly { close(): Promise<void> }[]
  #over: Promise<void> | null = null

  static async start(options: {
    readonly api: BotApi
    readonly databaseUrl: string
    readonly settings: Readonly<Record<string, string>>
    readonly roles: readonly ('work' | 'bot')[]
    readonly browser: ScriptedBrowser
  }): Promise<Inmate> {
    const door = await options.api.door()
    const config = loadConfig({
      ...options.settings,
      EVERCHECK_TELEGRAM_API: door.url,
      EVERCHECK_LOG_LEVEL: 'silent',
    })
    const events: BusinessEvent[] = []
    const { token } = options.api.world
    const opened = await openApp(
      config,
      { databaseUrl: options.databaseUrl, service: { ...NO_SECRETS, telegramToken: token } },
      { clock: systemClock, random: systemRandom, tell: (event) => void events.push(event) },
    )
    const app = withBrowser(opened, options.browser)
    const secrets = { token, webhook: null }
    const parts = options.roles.map((role) =>
      role === 'work' ? startWork(app) : startBot(app, config, secrets),
    )
    return new Inmate({ app, door, parts, events })
  }

  private constructor(made: {
    readonly app: App
    readonly door: Door
    readonly parts: readonly { close(): Promise<void> }[]
    readonly events: BusinessEvent[]
  }) {
    this.app = made.app
    this.events = made.events
    this.#door = made.door
    this.#parts = made.parts
  }

  /** Ends it in an orderly way. */
  end(): Promise<void> {
    this.#over ??= this.#end()
    return this.#over
  }

  async #end(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.close()))
    await this.app.close()
    await this.#door.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }
}

/** No browser of this machine's logs in. */
function withBrowser(app: App, browser: ScriptedBrowser): App {
  const { db, vault, clock, tell } = app
  const loginWays = [browserWay({ db, vault, clock, tell }, browser)]
  return { ...app, loginWays, openPage: async () => null }
}
