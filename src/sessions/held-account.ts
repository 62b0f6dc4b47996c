import assert from 'node:assert/strict'
import type { Account } from '../accounts/account-store.ts'
import type { AgreedTime } from '../db/time.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import type { ClosableTransport } from '../instagram/wire/transport.ts'
import { CookieJar } from './cookie-jar.ts'
import { EffortMeter } from './effort.ts'
import type { Lease } from './lease.ts'
import type { Pacer } from './pacer.ts'
import type { PageWay } from './page-way.ts'
import type { Renewed, Session } from './session.ts'
import type { SurfaceMemory } from './surface-memory.ts'

/**
 * An account in our hands, as long as its lease lasts: its connection, how fast it may ask, what is
 * not served to it, what it has cost, and the session version in use once one is open.
 */
export class HeldAccount {
  readonly account: Account
  readonly lease: Lease
  /** The account's own connection: accounts never share one. */
  readonly transport: ClosableTransport
  /** The account's own way out; null for the operator's. Its browser goes the same. */
  readonly proxy: WayProxy | null
  /** The database's time, as far as it is known between two statements. */
  readonly time: AgreedTime
  readonly pacer: Pacer
  readonly surfaces: SurfaceMemory
  readonly pages: PageWay
  readonly effort = new EffortMeter()
  #open: { readonly session: Session; readonly cookies: CookieJar } | null = null

  constructor(options: {
    readonly account: Account
    readonly lease: Lease
    readonly transport: ClosableTransport
    readonly proxy: WayProxy | null
    readonly time: AgreedTime
    readonly pacer: Pacer
    readonly surfaces: SurfaceMemory
    readonly pages: PageWay
  }) {
    this.account = options.account
    this.lease = options.lease
    this.transport = options.transport
    this.proxy = options.proxy
    this.time = options.time
    this.pacer = options.pacer
    this.surfaces = options.surfaces
    this.pages = options.pages
  }

  /** The session in use with its cookies; null when none is open. */
  get opened(): { readonly session: Session; readonly cookies: CookieJar } | null {
    return this.#open
  }

  /** The session version in use. */
  get session(): Session {
    assert(this.#open, 'a session is open')
    return this.#open.session
  }

  /** The cookies of the session in use. */
  get cookies(): CookieJar {
    assert(this.#open, 'a session is open')
    return this.#open.cookies
  }

  /** What the account's device holds now; null when there is no session. */
  get state(): SessionState | null {
    return this.#open?.cookies.state ?? null
  }

  /** Puts a stored session to use. */
  use(session: Session, state: SessionState): void {
    this.#open = { session, cookies: new CookieJar(state) }
  }

  /** Goes on with another version of the session, and counts the login that it came about by. */
  adopt(renewed: Renewed): void {
    this.use(renewed.session, renewed.state)
    if (renewed.how !== 'still-logged-in') this.effort.countLogin()
  }
}
