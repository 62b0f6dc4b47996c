import { claimTotpStep, lastTotpStep } from '../../credentials/credential-store.ts'
import { nextCode, parseTotpSecret } from '../../credentials/totp.ts'
import type { Vault } from '../../credentials/vault.ts'
import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { TellSession } from '../session-event.ts'

/** What making a code needs. */
export type CodeContext = {
  readonly db: Database
  readonly vault: Vault
  readonly clock: Clock
  readonly tell: TellSession
}

/**
 * A TOTP code of a step that was never used, marked as used before anybody sees it. The password
 * has been sent by then, so it is waited for whatever happens: a step and a half at the most.
 */
export async function freshCode(
  context: CodeContext,
  account: string,
  credentialId: string,
  totpSecret: string,
): Promise<string> {
  const secret = parseTotpSecret(totpSecret)
  const uninterrupted = new AbortController().signal
  context.tell({ kind: 'code-awaited', account })
  for (let tries = 0; tries < 3; tries += 1) {
    const last = await lastTotpStep(context, credentialId)
    const { code, step } = await nextCode(secret, last, context.clock, uninterrupted)
    if (await claimTotpStep(context, credentialId, step)) return code
  }
  throw new Error('every TOTP step was used by somebody else')
}
