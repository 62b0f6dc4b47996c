import { principalOf } from '../access/principal-of.ts'
import type { Database } from '../db/database.ts'
import type { Authenticate } from './principal.ts'
import { CredentialsRefusedError } from './refusals.ts'

const REFUSALS = {
  unknown: 'This token is not known.',
  expired: 'This token has expired.',
  revoked: 'This token was revoked.',
} as const

/** Knows a request by its token. */
export function authenticateBy(context: { readonly db: Database }): Authenticate {
  return async (request) => {
    const [, bearer = null] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
    const shown = await principalOf(context, { bearer, cookie: null })
    switch (shown.kind) {
      case 'known':
        return shown.principal
      case 'nobody':
        return null
      case 'refused':
        throw new CredentialsRefusedError(REFUSALS[shown.why])
    }
  }
}
