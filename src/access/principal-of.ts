import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { isLinkSecret, readLink } from './link.ts'
import type { Principal } from './principal.ts'
import { principalOfSession } from './session.ts'
import { readToken } from './token.ts'

/** What a request shows of who is asking: at most one of both is looked at, the token first. */
export type Shown = {
  /** What stands behind `Bearer`. */
  readonly bearer: string | null
  /** The value of the session's cookie. */
  readonly cookie: string | null
}

/** Who is asking; or that nobody was shown, or somebody who is not let in. */
export type Recognition =
  | { readonly kind: 'known'; readonly principal: Principal }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'refused'; readonly why: 'unknown' | 'expired' | 'revoked' }

/** Who is asking. Asked once for every request, and never remembered: what ends, ends at once. */
export async function principalOf(
  context: { readonly db: Database; readonly vault: Vault },
  shown: Shown,
): Promise<Recognition> {
  if (shown.bearer !== null) {
    return isLinkSecret(shown.bearer)
      ? readLink(context, shown.bearer)
      : readToken(context, shown.bearer)
  }
  if (shown.cookie === null) return { kind: 'nobody' }
  const principal = await principalOfSession(context, shown.cookie)
  return principal === null ? { kind: 'refused', why: 'unknown' } : { kind: 'known', principal }
}
