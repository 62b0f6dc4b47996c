import { type App, openApp } from '../src/app.ts'
import type { Config } from '../src/config/config.ts'
import type {
  ClosableTransport,
  OutgoingRequest,
  Transport,
} from '../src/instagram/wire/transport.ts'
import type { Clock } from '../src/kernel/clock.ts'
import { seededRandom } from '../src/kernel/ids.ts'
import { browserWay } from '../src/sessions/ways/browser-way.ts'
import type { BusinessEvent } from '../src/telemetry/events.ts'
import type { ScriptedBrowser } from './scripted-browser.ts'

/** What a process is started with. */
export type ProcessOptions = {
  readonly config: Config
  readonly databaseUrl: string | null
  readonly clock: Clock
  /** Null lets the real browser log in. */
  readonly browser: ScriptedBrowser | null
  readonly tell: (event: BusinessEvent) => void
}

/** What a test does while a request of a process is under way. */
export type OnRequest = (request: OutgoingRequest, number: number) => Promise<void> | void

/**
 * One Evercheck process of a trial, as far as Instagram and the database can tell: an app of its
 * own, with its own connections. It can be made to die between any two of its requests.
 */
export class Process {
  readonly app: App
  readonly events: BusinessEvent[]
  /** Called before a request goes out; requests count from 1. */
  beforeRequest: OnRequest = () => undefined
  /** Called when the answer is there, before anybody has seen it. */
  afterRequest: OnRequest = () => undefined
  #requests = 0
  #transports = 0
  #isDead = false
  #closing: Promise<void> | null = null

  static async start(options: ProcessOptions): Promise<Process> {
    const { config, databaseUrl, clock, browser } = options
    const events: BusinessEvent[] = []
    const tell = (event: BusinessEvent): void => {
      events.push(event)
      options.tell(event)
    }
    const app = await openApp(config, { databaseUrl }, { clock, random: seededRandom(1), tell })
    const { db, vault } = app
    const loginWays =
      browser === null ? app.loginWays : [browserWay({ db, vault, clock, tell }, browser)]
    // Where no browser runs, no page is open.
    const openPage = browser === null ? app.openPage : async () => null
    return new Process({ ...app, loginWays, openPage }, events)
  }

  private constructor(app: App, events: BusinessEvent[]) {
    this.events = events
    this.app = { ...app, openTransport: (own) => this.#watched(app.openTransport(own)) }
  }

  /** Requests that this process has made to Instagram. */
  get requests(): number {
    return this.#requests
  }

  /** Starts the count of requests again from zero. */
  forgetRequests(): void {
    this.#requests = 0
  }

  /** Connections to Instagram that were opened and not closed. */
  get openTransports(): number {
    return this.#transports
  }

  /** Whether it died instead of ending. */
  get isDead(): boolean {
    return this.#isDead
  }

  /**
   * The process dies: whatever it was about to do never happens, and its connection to the database
   * ends with everything that hung on it. Call it from `beforeRequest` or `afterRequest`: what
   * waits for that request then waits forever.
   */
  async die(): Promise<void> {
    this.#isDead = true
    await this.close()
  }

  /** Ends the process in an orderly way. */
  close(): Promise<void> {
    this.#closing ??= this.app.close()
    return this.#closing
  }

  #watched(transport: ClosableTransport): ClosableTransport {
    this.#transports += 1
    return {
      send: (request, signal) => this.#send(transport, request, signal),
      close: async () => {
        this.#transports -= 1
        await transport.close()
      },
    }
  }

  async #send(
    transport: Transport,
    request: OutgoingRequest,
    signal: AbortSignal,
  ): ReturnType<Transport['send']> {
    this.#requests += 1
    const number = this.#requests
    await this.beforeRequest(request, number)
    if (this.#isDead) return never()
    const answer = await transport.send(request, signal)
    await this.afterRequest(request, number)
    return this.#isDead ? never() : answer
  }
}

/** What a dead process waits for. */
function never(): Promise<never> {
  return new Promise(() => undefined)
}
