import { accountNamed, ensureAccount, moveStanding } from '../accounts/account-store.ts'
import type { Standing } from '../accounts/standing.ts'
import {
  hasTotpSecret,
  type LoginSecret,
  removeTotpSecret,
  storeCredential,
} from '../credentials/credential-store.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { dropUnopenable } from './session-store.ts'

/** What a new password may have mended. */
const MENDED: readonly Standing[] = ['wrong-password', 'code-needed', 'failing']

/** An account as it stands after its password was stored. */
export type StoredAccount = {
  readonly account: string
  readonly hasTotp: boolean
  /** Sessions that no key opens any more. */
  readonly droppedSessions: number
  readonly standing: Standing
}

/**
 * Stores what an account logs in with, sealed, and makes the account known if it is not. It lets go
 * of sessions that no key opens any more, and leads the account back if its password was what kept
 * it. No request is made. Durable when it returns.
 * @throws TotpSecretInvalidError TOTP_SECRET_INVALID, before anything is stored
 */
export async function storeAccount(
  context: { readonly db: Database; readonly vault: Vault },
  given: {
    readonly secret: LoginSecret
    /** Whether the TOTP secret that was stored before is forgotten. */
    readonly withoutTotp: boolean
  },
): Promise<StoredAccount> {
  const { username } = given.secret
  const id = await storeCredential(context, given.secret)
  if (given.withoutTotp) await removeTotpSecret(context, id)
  const hasTotp = await hasTotpSecret(context, id)
  const account = await ensureAccount(context, username, id)
  const droppedSessions = await dropUnopenable(context, account.id)
  if (MENDED.includes(account.standing)) {
    const move = { to: 'active', by: 'operator', why: null, forMs: null } as const
    await moveStanding(context, account, move)
  }
  const { standing } = await accountNamed(context, username)
  return { account: username, hasTotp, droppedSessions, standing }
}
