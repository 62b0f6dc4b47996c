import { newTotpAddress, storeOperatorTotp, totpStepOf } from '../credentials/operator-totp.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordAudit } from './audit.ts'
import { putChallenge, shownTotp, takeChallenge } from './challenge.ts'
import { rememberDevice } from './device.ts'
import { findInvitation, type Invitation, spendInvitation } from './invitation.ts'
import { addOperator, operatorName } from './operator.ts'
import {
  askForPasskey,
  type PasskeyMade,
  readNewPasskey,
  type Site,
  storePasskey,
} from './passkey.ts'
import { faultOfPassword, hashPassword } from './password.ts'
import { actorOf, nobodyAt, type Principal } from './principal.ts'
import { type Browser, beginSession, endOtherSessions } from './session.ts'

type Context = { readonly db: Database; readonly vault: Vault }

/** Who chooses new means to sign in: somebody with a link, or an operator who has signed in. */
export type Registrant =
  | { readonly kind: 'invited'; readonly secret: string; readonly name: string }
  | { readonly kind: 'operator'; readonly principal: Principal }

/** What choosing means to sign in came to. */
export type Registered =
  /** The value of the new session's cookie, and of the browser's; null where nothing changes. */
  | { readonly kind: 'done'; readonly session: string | null; readonly device: string | null }
  | {
      readonly kind: 'refused'
      readonly why: /** The link was used, its time is over, or it never was one. */
        | 'invitation'
        /** The question was answered before, or too late: begin again. */
        | 'challenge'
        | 'passkey-taken'
        | 'code'
        | 'too-short'
        | 'too-long'
        | 'too-simple'
    }

type Whom = {
  /** What questions are put to: the invitation, or the operator. */
  readonly subject: string
  readonly operatorId: string | null
  readonly name: string
  readonly invitation: Invitation | null
  readonly principal: Principal | null
}

/** @throws OperatorNameError OPERATOR_NAME for what cannot be a name */
async function whomOf(context: Context, registrant: Registrant): Promise<Whom | null> {
  if (registrant.kind === 'operator') {
    const { operatorId, name } = registrant.principal
    if (operatorId === null) return null
    return { subject: operatorId, operatorId, name, invitation: null, ...registrant }
  }
  const invitation = await findInvitation(context, registrant.secret)
  if (invitation === null) return null
  const { id: subject, operator } = invitation
  const name = operator?.name ?? operatorName(registrant.name)
  return { subject, operatorId: operator?.id ?? null, name, invitation, principal: null }
}

const NO_INVITATION = { kind: 'refused', why: 'invitation' } as const
const NO_CHALLENGE = { kind: 'refused', why: 'challenge' } as const

/** Asks for a new passkey; null for a link that is not good. */
export async function offerPasskey(context: Context, site: Site, registrant: Registrant) {
  const whom = await whomOf(context, registrant)
  return whom === null ? null : askForPasskey(context, site, whom)
}

/** Makes an operator of whoever has a link, or adds a passkey to those of one. */
export async function registerPasskey(
  context: Context,
  registrant: Registrant,
  given: {
    readonly site: Site
    readonly challengeId: string
    readonly response: PasskeyMade
    readonly label: string
    readonly browser: Browser
  },
): Promise<Registered> {
  const whom = await whomOf(context, registrant)
  if (whom === null) return NO_INVITATION
  const { challengeId, response, site } = given
  const { subject } = whom
  const passkey = await readNewPasskey(context, site, { subject, challengeId, response })
  if (passkey === null) return NO_CHALLENGE
  return enter(context, whom, {
    browser: given.browser,
    method: 'passkey',
    store: async (db, operatorId) =>
      (await storePasskey({ db }, operatorId, { ...passkey, name: given.label }))
        ? null
        : { kind: 'refused', why: 'passkey-taken' },
  })
}

/** Shows a new second factor, as authenticator apps read it; null for a link that is not good. */
export async function offerTotp(
  context: Context,
  registrant: Registrant,
): Promise<{ readonly challengeId: string; readonly address: string } | null> {
  const whom = await whomOf(context, registrant)
  if (whom === null) return null
  const address = newTotpAddress(whom.name)
  const { subject } = whom
  const question = { purpose: 'totp', challenge: address, subject } as const
  return { challengeId: await putChallenge(context, question), address }
}

/** Makes an operator of whoever has a link, or gives one a new password and second factor. */
export async function registerPassword(
  context: Context,
  registrant: Registrant,
  given: {
    readonly challengeId: string
    readonly password: string
    readonly code: string
    readonly browser: Browser
  },
): Promise<Registered> {
  const whom = await whomOf(context, registrant)
  if (whom === null) return NO_INVITATION
  const fault = faultOfPassword(given.password, whom.name)
  if (fault !== null) return { kind: 'refused', why: fault }
  const { subject } = whom
  const asked = { id: given.challengeId, purpose: 'totp', subject } as const
  const address = await shownTotp(context, asked)
  if (address === null) return NO_CHALLENGE
  const step = totpStepOf(address, given.code, await databaseNow(context))
  if (step === null) return { kind: 'refused', why: 'code' }
  const hash = await hashPassword(given.password)
  return enter(context, whom, {
    browser: given.browser,
    method: 'password',
    store: async (db, operatorId) => {
      const { vault } = context
      if ((await takeChallenge({ db, vault }, asked)) === null) return NO_CHALLENGE
      await db
        .updateTable('operators')
        .set({ password_hash: hash })
        .where('id', '=', operatorId)
        .execute()
      await storeOperatorTotp({ db, vault }, operatorId, { address, step })
      return null
    },
  })
}

/** Uses the link, stores what was chosen and begins a session: all of it, or nothing. */
async function enter(
  context: Context,
  whom: Whom,
  given: {
    readonly browser: Browser
    readonly method: 'passkey' | 'password'
    store(db: Database, operatorId: string): Promise<Registered | null>
  },
): Promise<Registered> {
  const { invitation, principal, name } = whom
  const { browser, method } = given
  try {
    return await inTransaction(context, async (db) => {
      if (invitation !== null && !(await spendInvitation({ db }, invitation))) return NO_INVITATION
      const nobody = nobodyAt(browser.address)
      const operatorId =
        whom.operatorId ?? (await addOperator({ db }, { name, role: roleOf(invitation) }, nobody))
      const refused = await given.store(db, operatorId)
      if (refused !== null) throw new Undone(refused)
      const by = principal === null ? nobody : actorOf(principal, browser.address)
      const on = ['operator', operatorId] as const
      await recordAudit({ db }, { by, act: `operator.set-${method}`, on })
      if (principal !== null) {
        // Whoever was in with what is replaced now is out.
        if (method === 'password') {
          await endOtherSessions({ db }, { operatorId, but: principal.sessionId })
        }
        return { kind: 'done', session: null, device: null }
      }
      const began = { operatorId, method, browser, replaces: null, withSudo: true }
      const session = await beginSession({ db }, began)
      return { kind: 'done', session, device: await rememberDevice({ db }, null, operatorId) }
    })
  } catch (error) {
    if (error instanceof Undone) return error.outcome
    throw error
  }
}

/** Rolls the transaction back, and carries out of it why. */
class Undone extends Error {
  override readonly name = 'Undone'
  readonly outcome: Registered

  constructor(outcome: Registered) {
    super('undone')
    this.outcome = outcome
  }
}

function roleOf(invitation: Invitation | null) {
  if (invitation === null) throw new Error('who has signed in is an operator already')
  return invitation.role
}
