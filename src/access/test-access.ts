import { onTestFinished } from 'vitest'
import { makeTestDatabase } from '../../test/databases.ts'
import { newKeyLine, parseKeyring } from '../credentials/keyring.ts'
import { parseTotpSecret } from '../credentials/totp.ts'
import { Vault } from '../credentials/vault.ts'
import { openDatabase } from '../db/database.ts'
import { ManualClock, systemClock } from '../kernel/clock.ts'
import { newHolder } from '../kernel/ids.ts'
import { inviteFirstOwner, inviteOperator } from './invitation.ts'
import { MACHINE, type Role } from './principal.ts'
import { offerTotp, registerPassword } from './registration.ts'
import type { SignInBrowser } from './sign-in.ts'

/** A database, a vault and a clock of a test's own. */
export async function openAccess() {
  const made = await makeTestDatabase()
  // At the beginning of a step, so that codes change when a test says so.
  const stepMs = 30_000
  const startAt = Math.ceil(systemClock.now().getTime() / stepMs) * stepMs
  const clock = new ManualClock(new Date(startAt), made.turn)
  const database = await openDatabase({
    url: made.url,
    dataFolder: '',
    holder: newHolder(),
    connectionsMax: 8,
  })
  onTestFinished(async () => {
    await database.close()
    await made.drop()
  })
  const vault = new Vault(parseKeyring(newKeyLine()))
  return { db: database.db, vault, clock }
}

export type Access = Awaited<ReturnType<typeof openAccess>>

export const PASSWORD = 'planted correct horse 0481'

/** A browser that was never here before. */
export function browserAt(address = '192.0.2.7', more: Partial<SignInBrowser> = {}): SignInBrowser {
  return { address, userAgent: 'a browser', session: null, device: null, ...more }
}

/** Makes an operator who signs in with `PASSWORD` and the codes that `codeNow` gives. */
export async function addOperatorWithPassword(access: Access, name: string, role: Role = 'owner') {
  const first = await inviteFirstOwner(access)
  const secret = first ?? (await inviteOperator(access, role, MACHINE))
  const registrant = { kind: 'invited', secret, name } as const
  const offered = await offerTotp(access, registrant)
  if (offered === null) throw new Error('the link is good')
  const totp = parseTotpSecret(offered.address)
  const codeNow = () => totp.codeAt(access.clock.now().getTime())
  const registered = await registerPassword(access, registrant, {
    challengeId: offered.challengeId,
    password: PASSWORD,
    code: codeNow(),
    browser: browserAt(),
  })
  if (registered.kind !== 'done' || registered.session === null || registered.device === null) {
    throw new Error(`not registered: ${JSON.stringify(registered)}`)
  }
  return { ...registered, session: registered.session, device: registered.device, codeNow, secret }
}
