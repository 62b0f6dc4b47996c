import { claimTotpStep, lastTotpStep } from '../../credentials/credential-store.ts'
import { nextCode, parseTotpSecret } from '../../credentials/totp.ts'
import type { Vault } from '../../credentials/vault.ts'
import type { Database } from '../../db/database.ts'
import type { LoginOutcome } from '../../instagram/login/outcome.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { TellSession } from '../session-event.ts'

/** What making a code needs. */
export type CodeContext = {
  readonly db: Database
  readonly vault: Vault
  readonly clock: Clock
  readonly tell: TellSession
}

/** A code, and until when it is sure to be taken: the end of the step after its own (RFC 6238). */
export type FreshCode = { readonly code: string; readonly goodUntil: Date }

/**
 * A TOTP code of a step that was never used, marked as used before anybody sees it. The password
 * has been sent by then, so it is waited for whatever happens: a step and a half at the most.
 */
export async function freshCode(
  context: CodeContext,
  account: string,
  credentialId: string,
  totpSecret: string,
): Promise<FreshCode> {
  const secret = parseTotpSecret(totpSecret)
  const uninterrupted = new AbortController().signal
  context.tell({ kind: 'code-awaited', account })
  for (let tries = 0; tries < 3; tries += 1) {
    const last = await lastTotpStep(context, credentialId)
    const { code, step } = await nextCode(secret, last, context.clock, uninterrupted)
    if (await claimTotpStep(context, credentialId, step)) {
      return { code, goodUntil: new Date((step + 2) * secret.periodSeconds * 1000) }
    }
  }
  throw new Error('every TOTP step was used by somebody else')
}

/**
 * What a refused code comes to. One that had run out before its answer came, since the process or
 * its machine stood still, says nothing of the secret, nor of the account.
 */
export function refusedCode(
  outcome: LoginOutcome & { kind: 'code-rejected' },
  { goodUntil }: FreshCode,
  clock: Clock,
): LoginOutcome {
  if (clock.now() <= goodUntil) return outcome
  const detail = 'the code had run out before it was answered'
  return { kind: 'technical', code: 'STOOD_STILL', detail }
}
