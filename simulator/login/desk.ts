import type { Account, Device, Session } from '../world/accounts.ts'
import { base64urlText } from '../world/tokens.ts'
import type { SentCode, World } from '../world/world.ts'
import { type MobilePasswordKey, makeMobilePasswordKey } from './mobile-password.ts'
import { makeWebPasswordKey, type WebPasswordKey } from './web-password.ts'

const PENDING_LIFE_MS = 10 * 60_000
const WRONG_CODES_MAX = 5

/** By which door a login came. */
export type Door = {
  readonly device: Device
  readonly surface: 'web' | 'mobile'
  readonly address: string
  /** Names the way in for the counters: `web-ajax`, `web-caa`, `one-tap`, `mobile`. */
  readonly method: string
  /** The mark by which the device is trusted: `mid` on the web, `device_id` of the app. */
  readonly deviceId: string
}

/** A login whose password was right, and that waits for a code or for a human. */
export type PendingLogin = Door & {
  /** Names it to the outside: two-factor identifier, `apc`, or encrypted context. */
  readonly key: string
  readonly account: Account
  readonly openedAtMs: number
  wrongCodes: number
  /** How the code is sent; `null` until the visitor has chosen. */
  channel: 'TOTP' | SentCode['channel'] | null
}

/** A session that was just opened, with the cookies that carry it. */
export type Welcome = { readonly session: Session; readonly setCookies: readonly string[] }

/** Where logins wait for their second half, and the keys that passwords are sealed to. */
export class Desk {
  readonly world: World
  readonly webKey: WebPasswordKey
  #mobileKey: MobilePasswordKey | undefined
  readonly #pending = new Map<string, PendingLogin>()
  readonly #oneTapNonces = new Map<string, { account: Account; deviceId: string }>()

  constructor(world: World) {
    this.world = world
    this.webKey = makeWebPasswordKey(1 + Math.floor(world.random.fraction() * 255))
  }

  /** The app's key; made at first use, because an RSA pair takes a while. */
  get mobileKey(): MobilePasswordKey {
    this.#mobileKey ??= makeMobilePasswordKey(this.webKey.published.keyId)
    return this.#mobileKey
  }

  /** Puts a login down until its code, or its human, comes. */
  suspend(account: Account, door: Door, channel: PendingLogin['channel']): PendingLogin {
    const key = base64urlText(this.world.random, 40)
    const openedAtMs = this.world.clock.nowMs()
    const pending = { ...door, key, account, openedAtMs, wrongCodes: 0, channel }
    this.#pending.set(key, pending)
    return pending
  }

  /** The pending login of that key, unless it is older than ten minutes or worn out. */
  find(key: string): PendingLogin | undefined {
    const pending = this.#pending.get(key)
    if (!pending) return undefined
    const ageMs = this.world.clock.nowMs() - pending.openedAtMs
    if (ageMs <= PENDING_LIFE_MS && pending.wrongCodes < WRONG_CODES_MAX) return pending
    this.#pending.delete(key)
    return undefined
  }

  /** The newest login of `account` that a challenge stopped on this device. */
  findChallenged(account: Account, deviceId: string): PendingLogin | undefined {
    const found = [...this.#pending.values()]
      .reverse()
      .find((one) => one.account === account && one.deviceId === deviceId && one.channel === null)
    return found && this.find(found.key)
  }

  /** Opens the session that `pending` waited for. */
  finish(pending: PendingLogin, trust: boolean): Welcome {
    this.#pending.delete(pending.key)
    if (trust) this.world.trustDevice(pending.account, pending.deviceId)
    return this.world.openSession(pending.account, pending)
  }

  /** Whether `code` is the one that `pending` waits for. A wrong one is counted. */
  checkCode(pending: PendingLogin, code: string): boolean {
    const right =
      pending.channel === 'TOTP'
        ? this.world.checkTotp(pending.account, code)
        : this.world.takeSentCode(pending.account, code)
    if (!right) pending.wrongCodes += 1
    return right
  }

  /** A word with which this device may log in again without a password ("Save info"). */
  saveLogin(account: Account, deviceId: string): string {
    const nonce = base64urlText(this.world.random, 32)
    this.#oneTapNonces.set(nonce, { account, deviceId })
    return nonce
  }

  /** The account that `nonce` was given out for, on the same device. */
  findSavedLogin(nonce: string, deviceId: string): Account | undefined {
    const saved = this.#oneTapNonces.get(nonce)
    return saved?.deviceId === deviceId ? saved.account : undefined
  }
}
