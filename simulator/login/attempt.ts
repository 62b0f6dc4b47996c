import type { Account } from '../world/accounts.ts'
import type { Desk, Door, PendingLogin, Welcome } from './desk.ts'
import type { OpenedPassword } from './sealed-text.ts'
import { loginSettings, type Refusal } from './settings.ts'

/** What became of one attempt to log in, whatever surface it came by. */
export type Judgement =
  | { readonly kind: 'welcome'; readonly account: Account; readonly welcome: Welcome }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unreadable-password' }
  | { readonly kind: 'unknown-user' }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'disabled' }
  /** `path` is where a human goes on, on `www.instagram.com`. */
  | { readonly kind: 'checkpoint'; readonly path: string }
  | { readonly kind: 'two-factor'; readonly pending: PendingLogin }

/**
 * Judges a user name and a password: the order is refusal, throttle, user, password, standing,
 * second factor. Every attempt is noted, the refused ones too: that is what makes them harmful
 * (facts 7, 11).
 */
export function judge(
  desk: Desk,
  username: string,
  password: OpenedPassword,
  door: Door,
): Judgement {
  const account = accountByName(desk, username)
  const turnedAway = turnAway(desk, account, door)
  if (turnedAway) return turnedAway
  if (password.kind === 'unreadable') return { kind: 'unreadable-password' }
  if (!account) return { kind: 'unknown-user' }
  if (password.plain !== account.password) return { kind: 'wrong-password' }
  return judgeKnown(desk, account, door)
}

/** Judges a login that the browser had saved: all the checks but the password. */
export function judgeSaved(desk: Desk, account: Account, door: Door): Judgement {
  return turnAway(desk, account, door) ?? judgeKnown(desk, account, door)
}

/** Notes the attempt, and refuses it if nobody is let in now. */
function turnAway(desk: Desk, account: Account | undefined, door: Door): Judgement | undefined {
  const throttled = desk.world.noteLogin(door.method, door.address, account)
  const { refusal } = loginSettings(desk.world)
  if (refusal !== null) return { kind: 'refused', refusal }
  return throttled ? { kind: 'throttled' } : undefined
}

/** The remaining checks, once the password has proved right. */
function judgeKnown(desk: Desk, account: Account, door: Door): Judgement {
  const settings = loginSettings(desk.world)
  if (account.standing === 'disabled') return { kind: 'disabled' }
  if (account.standing === 'suspended') return { kind: 'checkpoint', path: '/accounts/suspended/' }
  if (account.standing === 'challenged' || account.standing === 'automated-behaviour') {
    const pending = desk.suspend(account, door, null)
    const isNew = settings.challenge !== 'confirm' && settings.challenge !== 'suspicious'
    const modern = account.standing === 'challenged' && isNew
    const path = modern ? `/auth_platform/?apc=${pending.key}` : account.checkpointPath
    return { kind: 'checkpoint', path }
  }
  if (account.totpSecret !== null && !desk.world.isTrusted(account, door.deviceId)) {
    const pending = desk.suspend(account, door, 'TOTP')
    if (settings.codePage === 'two-factor' || door.surface === 'mobile') {
      return { kind: 'two-factor', pending }
    }
    return { kind: 'checkpoint', path: `/auth_platform/codeentry/?apc=${pending.key}` }
  }
  return { kind: 'welcome', account, welcome: desk.world.openSession(account, door) }
}

/** Only names log in; the world would find an account by its pk too. */
function accountByName(desk: Desk, username: string): Account | undefined {
  const name = username.trim().toLowerCase()
  const account = desk.world.findAccount(name)
  return account?.username.toLowerCase() === name ? account : undefined
}
