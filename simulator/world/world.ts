import type { z } from 'zod'
import { type Random, seededRandom } from '../../src/kernel/ids.ts'
import type { SimRequest } from '../wire/route.ts'
import type { Account, Device, Disguise, Session, Standing, Viewer } from './accounts.ts'
import { type Behaviour, defaultBehaviour } from './behaviour.ts'
import { type Change, Changes } from './changes.ts'
import {
  csrfCookie,
  deletedSessionCookie,
  deviceOf,
  loginCookies,
  rurCookie,
  visitorCookies,
} from './cookies.ts'
import { Counters } from './counters.ts'
import { Cursors } from './cursor.ts'
import { Faults } from './faults.ts'
import { keyOf, mixWide } from './mix.ts'
import type { Pass } from './pass.ts'
import { type ListName, People, type Person, WorldError } from './people.ts'
import { ChangesOrder, type Kill } from './settings.ts'
import { SimulatorClock } from './simulator-clock.ts'
import { Throttles } from './throttle.ts'
import { alphanumericText, base64urlText, sessionidText, uuidText } from './tokens.ts'
import { acceptedStep } from './totp.ts'

/** What a person needs to log in. */
export type NewAccount = {
  readonly password: string
  readonly totpSecret?: string | null
  readonly standing?: Standing
}

/** How a session is opened. `method` names the way in for the counters, e.g. `web-ajax`. */
export type Opening = {
  readonly device: Device
  readonly surface: 'web' | 'mobile'
  readonly address: string
  readonly method: string
}

/** A security code that was "sent" to the owner of an account. */
export type SentCode = {
  readonly code: string
  readonly channel: 'EMAIL' | 'SMS' | 'WHATSAPP'
  readonly sentAt: Date
}

/** After so many requests of a session its `csrftoken` becomes another one. */
const CSRF_LIFE_REQUESTS = 25
const LOGIN_WINDOW_MS = 60 * 60_000
/** By how much a login attempt lengthens a throttle that is under way. */
const LOGIN_PENALTY_MS = 5 * 60_000

/**
 * The one truth of the simulated Instagram: people and whom they follow, accounts, sessions,
 * addresses, throttles. Surfaces ask it and tell it; they keep nothing of their own.
 */
export class World {
  readonly clock: SimulatorClock
  readonly random: Random
  readonly counters = new Counters()
  readonly throttles = new Throttles()
  readonly faults = new Faults()
  readonly behaviour: Behaviour = defaultBehaviour()
  readonly people: People
  readonly #changes: Changes
  readonly cursors: Cursors
  /** The latest pass per viewer, target and list, where cursors are mere offsets. */
  readonly numericPasses = new Map<string, Pass>()
  /** The number everything seeded starts from. */
  readonly seed: number
  /** Settings of the login surfaces, as `POST /__simulator/faults {"login": {…}}` left them. */
  readonly loginSettings: Record<string, unknown> = {}
  /** Whether a device that ticked "trust this device" is spared the TOTP code. */
  trustsDevices = true
  /** More login attempts than this within an hour raise a checkpoint (facts 7, 11). */
  loginsMax = 5
  /** The security code that each account's owner would find in the post, by pk. */
  readonly sentCodes = new Map<string, SentCode>()
  readonly #accounts = new Map<string, Account>()
  readonly #accountsByPk = new Map<string, Account>()
  readonly #sessions = new Map<string, Session>()

  constructor(seed: number, clock = new SimulatorClock()) {
    this.seed = seed
    this.random = seededRandom(seed)
    this.people = new People(seed)
    this.cursors = new Cursors(seed)
    const random = seededRandom(mixWide(seed, keyOf('changes')))
    this.#changes = new Changes(this.people, random, (pk) => this.#accountsByPk.has(String(pk)))
    this.clock = clock
  }

  /** The account of that name (any case), or of that numeric pk. */
  findAccount(usernameOrPk: string): Account | undefined {
    return this.#accounts.get(usernameOrPk.toLowerCase()) ?? this.#accountsByPk.get(usernameOrPk)
  }

  /** All accounts that can log in. */
  accounts(): Account[] {
    return [...this.#accounts.values()]
  }

  /** Lets a person log in. */
  addAccount(person: Person, account: NewAccount): Account {
    const pk = String(person.pk)
    const made: Account = {
      pk,
      username: person.username,
      password: account.password,
      totpSecret: account.totpSecret ?? null,
      standing: account.standing ?? 'ok',
      checkpointPath: `/challenge/${pk}/${base64urlText(this.random, 10)}/`,
      trustedDevices: new Set(),
      lastTotpStep: -1,
      recentLogins: [],
    }
    this.#accounts.set(made.username.toLowerCase(), made)
    this.#accountsByPk.set(pk, made)
    return made
  }

  /**
   * Lets the people of a target's list change between two checks, and says what happened to whom.
   * @throws WorldError when the order cannot be met.
   */
  change(order: z.input<typeof ChangesOrder>): readonly Change[] {
    const parsed = ChangesOrder.parse(order)
    const reader = parsed.reader === undefined ? undefined : this.findAccount(parsed.reader)
    if (parsed.reader !== undefined && !reader) {
      throw new WorldError(`there is no account named ${parsed.reader}`)
    }
    return this.#changes.make(parsed, reader ? Number(reader.pk) : null, this.clock.now())
  }

  /** The truth behind the differences of a list: everything that `change` did since an instant. */
  changesOf(target: Person, list: ListName, since = new Date(0)): readonly Change[] {
    return this.#changes.of(target, list, since)
  }

  /** Who is asking, by the cookie `sessionid` or by the mobile `Authorization` header. */
  sessionOf(request: SimRequest): Viewer {
    const sessionid = request.cookies.get('sessionid') ?? bearerSessionid(request)
    if (sessionid === undefined) return { kind: 'visitor' }
    const session = this.#sessions.get(normalSessionid(sessionid))
    if (!session) return { kind: 'unknown-session' }
    if (session.death) {
      return { kind: 'dead', session, disguise: session.death.disguise }
    }
    return { kind: 'alive', session, account: session.account }
  }

  /** All sessions ever opened, dead ones included. */
  sessions(): Session[] {
    return [...this.#sessions.values()]
  }

  /**
   * Opens a session of `account` and counts the login, unless its method is `control`. Older
   * sessions stay alive (facts 6). `setCookies` is the whole set of facts 1.1 with its attributes.
   */
  openSession(account: Account, opening: Opening): { session: Session; setCookies: string[] } {
    const count = this.sessions().filter((session) => session.account === account).length
    const session: Session = {
      ...opening,
      sessionid: sessionidText(this.random, account.pk),
      name: `${account.username}#${count + 1}`,
      account,
      createdAt: this.clock.now(),
      csrfToken: alphanumericText(this.random, 32),
      wwwClaim: `hmac.AR${base64urlText(this.random, 44)}`,
      death: null,
      requests: 0,
    }
    this.#sessions.set(session.sessionid, session)
    if (opening.method === 'control') this.counters.sessionsCreated += 1
    else this.counters.add('logins', opening.method)
    return { session, setCookies: loginCookies(this.random, session, this.clock.nowMs()) }
  }

  /** Ends a session; from now on it answers in the given disguise. A dead one stays as it is. */
  endSession(session: Session, disguise: Disguise): void {
    if (session.death) return
    session.death = { disguise, diedAt: this.clock.now() }
    this.counters.noteDeath(session, disguise)
  }

  /** Carries out a kill: at once, or armed for when its rows have been delivered. */
  kill(kill: Kill): number {
    if (kill.afterRows !== undefined) {
      this.faults.armKill({ ...kill, afterRows: kill.afterRows })
      return 0
    }
    const victims = this.sessions().filter(
      (session) => session.account.username === kill.username && !session.death,
    )
    for (const session of victims) this.endSession(session, kill.disguise)
    const account = kill.standing === undefined ? undefined : this.findAccount(kill.username)
    if (account !== undefined && kill.standing !== undefined) account.standing = kill.standing
    return victims.length
  }

  /** Notes rows that a page delivered, and carries out the kills that waited for them. */
  noteRows(account: Account, list: ListName, target: string, rows: number): void {
    this.counters.add('rows', list, rows)
    for (const { afterRows: _due, ...kill } of this.faults.noteRows(account, list, target, rows)) {
      this.kill(kill)
    }
  }

  /** The cookies of an anonymous visitor: those that the request lacks (facts 1.1). */
  visitorCookies(request: SimRequest): string[] {
    return visitorCookies(this.random, request, this.clock.nowMs())
  }

  /** The device a request comes from; marks that its cookies lack are made up. */
  deviceOf(request: SimRequest): Device {
    return deviceOf(this.random, request)
  }

  /** A device that nobody has seen before. */
  newDevice(): Device {
    return {
      igDid: uuidText(this.random),
      mid: base64urlText(this.random, 28),
      datr: base64urlText(this.random, 24),
      userAgent: '',
    }
  }

  /** The cookies that a live session's answer sets again: `csrftoken` and a new `rur`. */
  rotatedCookies(session: Session): string[] {
    const nowMs = this.clock.nowMs()
    if (session.requests > 0 && session.requests % CSRF_LIFE_REQUESTS === 0) {
      session.csrfToken = alphanumericText(this.random, 32)
    }
    return [csrfCookie(session.csrfToken, nowMs), rurCookie(this.random, session.account.pk, nowMs)]
  }

  /** The cookie that deletes a session (row 30). */
  deletedSessionCookie(): string {
    return deletedSessionCookie()
  }

  /** Remembers that this device (`mid`, or a phone's `device_id`) is not to be asked for a code. */
  trustDevice(account: Account, deviceId: string): void {
    account.trustedDevices.add(deviceId)
  }

  /** Whether this device is spared the code; never, when `trustsDevices` is off. */
  isTrusted(account: Account, deviceId: string): boolean {
    return this.trustsDevices && account.trustedDevices.has(deviceId)
  }

  /** Whether `code` is right now; a right one is used up, with all codes before it. */
  checkTotp(account: Account, code: string): boolean {
    if (account.totpSecret === null) return false
    const nowMs = this.clock.nowMs()
    const step = acceptedStep(account.totpSecret, code, nowMs, account.lastTotpStep)
    if (step === undefined) return false
    account.lastTotpStep = step
    return true
  }

  /** "Sends" a new 6-digit security code; one that was sent before is void. */
  sendCode(account: Account, channel: SentCode['channel']): SentCode {
    const digits = String(Math.floor(this.random.fraction() * 1_000_000)).padStart(6, '0')
    const sent = { code: digits, channel, sentAt: this.clock.now() }
    this.sentCodes.set(account.pk, sent)
    return sent
  }

  /** Whether `code` is the one that was sent; a right one is used up. */
  takeSentCode(account: Account, code: string): boolean {
    if (this.sentCodes.get(account.pk)?.code !== code.replace(/\s/g, '')) return false
    this.sentCodes.delete(account.pk)
    return true
  }

  /**
   * Notes one login attempt: call it once per attempt, before the password is judged. An attempt
   * while the account or its address is throttled lengthens that throttle; more than `loginsMax`
   * within an hour raise a checkpoint (facts 7, 11). Says whether it was made while throttled.
   */
  noteLogin(method: string, address: string, account: Account | undefined): boolean {
    const nowMs = this.clock.nowMs()
    const throttled = [address, ...(account ? [account.pk] : [])].filter((key) =>
      this.isThrottled(key),
    )
    for (const key of throttled) this.throttles.extend(key, LOGIN_PENALTY_MS)
    if (throttled.length > 0) this.counters.loginsWhileThrottled += 1
    if (account) this.#noteAttempt(method, account, nowMs)
    return throttled.length > 0
  }

  #noteAttempt(method: string, account: Account, nowMs: number): void {
    this.counters.add('loginAttempts', method)
    account.recentLogins = account.recentLogins.filter((at) => at > nowMs - LOGIN_WINDOW_MS)
    account.recentLogins.push(nowMs)
    if (account.recentLogins.length > this.loginsMax && account.standing === 'ok') {
      account.standing = 'challenged'
    }
  }

  /** Whether an account, or an address, is throttled at present. */
  isThrottled(who: Account | string): boolean {
    const key = typeof who === 'string' ? who : who.pk
    return this.throttles.isThrottled(key, this.clock.nowMs())
  }
}

/** Both spellings of a sessionid are accepted: with `%3A` and with plain colons. */
function normalSessionid(sessionid: string): string {
  return sessionid.includes(':') ? sessionid.replaceAll(':', '%3A') : sessionid
}

/** The sessionid inside `Authorization: Bearer IGT:2:<base64>` (facts 5.4). */
function bearerSessionid(request: SimRequest): string | undefined {
  const encoded = /^Bearer IGT:2:(.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  return /"sessionid":\s*"([^"]+)"/.exec(text)?.[1] ?? ''
}
