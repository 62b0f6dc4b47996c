import { takeOperatorTotp } from '../credentials/operator-totp.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordAudit } from './audit.ts'
import { isKnownDevice, rememberDevice } from './device.ts'
import { networkOf } from './network.ts'
import { OperatorNameError, operatorName } from './operator.ts'
import { type PasskeyUsed, readPasskey, type Site } from './passkey.ts'
import { isPassword } from './password.ts'
import { type Actor, actorOf, nobodyAt, type Principal } from './principal.ts'
import { type Allowance, giveBackShared, type Limit, takeShared } from './rate-limit.ts'
import { type Browser, beginSession, beginSudo } from './session.ts'

/** What signing in needs. */
export type SignInContext = { readonly db: Database; readonly vault: Vault }
type Context = SignInContext

/** What a browser shows when somebody signs in: its cookies, null where it has none. */
export type SignInBrowser = Browser & {
  readonly session: string | null
  readonly device: string | null
}

/** What signing in came to. Why it was refused nobody is told: it would help to guess. */
export type SignedIn =
  | { readonly kind: 'signed-in'; readonly session: string; readonly device: string | null }
  | { readonly kind: 'refused' }
  /** Too many have tried; the allowance says when to try again. */
  | { readonly kind: 'limited'; readonly allowance: Allowance }

/** Tries to come in that fail, from one address, whoever they are for. */
export const TRIES_BY_ADDRESS: Limit = { name: 'sign-in', countMax: 30, perMs: 15 * 60_000 }
/** Passwords that were wrong for one name, from wherever. */
export const PASSWORDS_BY_NAME: Limit = { name: 'password', countMax: 10, perMs: 3_600_000 }
/**
 * What fails in a browser in which the operator has signed in before. It is counted apart from all
 * others, so that nobody can lock somebody else out by guessing.
 */
export const TRIES_BY_DEVICE: Limit = { name: 'device', countMax: 10, perMs: 15 * 60_000 }

/** Signs in with a passkey. */
export async function signInByPasskey(
  context: Context,
  given: {
    readonly site: Site
    readonly challengeId: string
    readonly response: PasskeyUsed
    readonly browser: SignInBrowser
  },
): Promise<SignedIn> {
  const { site, challengeId, response, browser } = given
  const limits = await limitsOf(context, browser, { operatorId: null, name: null })
  return limited(context, limits, async () => {
    const answer = { operatorId: null, challengeId, response }
    const operatorId = await readPasskey(context, site, answer)
    return comeIn(context, operatorId, { method: 'passkey', browser, isRight: operatorId !== null })
  })
}

/** Signs in with a password and the code of the second factor, both at once. */
export async function signInByPassword(
  context: Context,
  given: {
    readonly name: string
    readonly password: string
    readonly code: string
    readonly browser: SignInBrowser
  },
): Promise<SignedIn> {
  const { browser, password, code } = given
  const name = nameOrNothing(given.name)
  const operator = await context.db
    .selectFrom('operators')
    .select(['id', 'password_hash'])
    .where('name', '=', name)
    .executeTakeFirst()
  const operatorId = operator?.id ?? null
  // A name that nobody has is nobody's device.
  const limits = await limitsOf(context, browser, { operatorId: operatorId ?? '', name })
  return limited(context, limits, async () => {
    const hasPassword = await isPassword(password, operator?.password_hash ?? null)
    const isRight =
      hasPassword && operatorId !== null && (await takeOperatorTotp(context, operatorId, code))
    return comeIn(context, operatorId, { method: 'password', browser, isRight })
  })
}

/**
 * What being asked again came to: the new value of the session's cookie, or that it was refused.
 */
export type SudoBegun =
  | { readonly kind: 'begun'; readonly session: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'limited'; readonly allowance: Allowance }

/** Asks an operator who has signed in again: with a passkey, or with password and code. */
export async function askAgain(
  context: Context,
  principal: Principal,
  given: { readonly site: Site; readonly browser: SignInBrowser; readonly proof: Proof },
): Promise<SudoBegun> {
  const { operatorId, sessionId } = principal
  if (operatorId === null || sessionId === null) return { kind: 'refused' }
  const { browser } = given
  const limits: Counted = [[TRIES_BY_DEVICE, sessionId]]
  return limited(context, limits, async () => {
    const isRight = await proves(context, operatorId, given)
    const by = actorOf(principal, browser.address)
    return inTransaction(context, async (db) => {
      const session = isRight ? await beginSudo({ db }, sessionId) : null
      const outcome = session === null ? 'refused' : 'done'
      await recordAudit({ db }, { by, act: 'session.sudo', on: ['session', sessionId], outcome })
      return session === null ? { kind: 'refused' } : { kind: 'begun', session }
    })
  })
}

/** By what an operator proves once more who he is. */
export type Proof =
  | {
      readonly kind: 'passkey'
      readonly challengeId: string
      readonly response: PasskeyUsed
    }
  | { readonly kind: 'password'; readonly password: string; readonly code: string }

async function proves(
  context: Context,
  operatorId: string,
  { site, proof }: { readonly site: Site; readonly proof: Proof },
): Promise<boolean> {
  if (proof.kind === 'passkey') {
    const { challengeId, response } = proof
    const answer = { operatorId, challengeId, response }
    return (await readPasskey(context, site, answer)) === operatorId
  }
  const operator = await context.db
    .selectFrom('operators')
    .select('password_hash')
    .where('id', '=', operatorId)
    .executeTakeFirst()
  const isRight = await isPassword(proof.password, operator?.password_hash ?? null)
  return isRight && (await takeOperatorTotp(context, operatorId, proof.code))
}

/** Begins the session of whoever was right, and writes down either way what was tried. */
async function comeIn(
  context: Context,
  operatorId: string | null,
  given: {
    readonly method: 'passkey' | 'password'
    readonly browser: SignInBrowser
    readonly isRight: boolean
  },
): Promise<SignedIn> {
  const { method, browser, isRight } = given
  return inTransaction(context, async (db) => {
    const entry = {
      act: 'session.sign-in',
      on: ['operator', operatorId],
      detail: { method },
    } as const
    const nobody = nobodyAt(browser.address)
    if (!isRight || operatorId === null) {
      await recordAudit({ db }, { by: nobody, outcome: 'refused', ...entry })
      return { kind: 'refused' }
    }
    const began = { operatorId, method, browser, replaces: browser.session, withSudo: false }
    const session = await beginSession({ db }, began)
    const device = await rememberDevice({ db }, browser.device, operatorId)
    const by: Actor = { ...nobody, kind: 'operator', id: operatorId }
    await recordAudit({ db }, { by, ...entry })
    return { kind: 'signed-in', session, device }
  })
}

/** What counts for a browser that is known, and for all others. */
async function limitsOf(
  context: Context,
  { address, device }: SignInBrowser,
  whose: { readonly operatorId: string | null; readonly name: string | null },
): Promise<Counted> {
  if (device !== null && (await isKnownDevice(context, device, whose.operatorId))) {
    return [[TRIES_BY_DEVICE, device]]
  }
  const byAddress = [TRIES_BY_ADDRESS, networkOf(address)] as const
  return whose.name === null ? [byAddress] : [byAddress, [PASSWORDS_BY_NAME, whose.name]]
}

type Counted = readonly (readonly [limit: Limit, who: string])[]

/** Only what fails counts: what has succeeded gives back what it had taken beforehand. */
async function limited<T extends { readonly kind: string }>(
  context: Context,
  limits: Counted,
  attempt: () => Promise<T>,
): Promise<T | { readonly kind: 'limited'; readonly allowance: Allowance }> {
  const taken: (typeof limits)[number][] = []
  const giveBack = async () => {
    for (const [limit, who] of taken) await giveBackShared(context, limit, who)
  }
  for (const [limit, who] of limits) {
    const allowance = await takeShared(context, limit, who)
    if (!allowance.isAllowed) {
      await giveBack()
      return { kind: 'limited', allowance }
    }
    taken.push([limit, who])
  }
  const outcome = await attempt()
  if (outcome.kind !== 'refused') await giveBack()
  return outcome
}

function nameOrNothing(typed: string): string {
  try {
    return operatorName(typed)
  } catch (error) {
    if (error instanceof OperatorNameError) return ''
    throw error
  }
}
