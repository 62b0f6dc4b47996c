import type { InstagramSessionsTable } from '../db/tables.gen.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'

/**
 * Versions of an account's session, like a secret under rotation: a login writes `pending`; a probe
 * tests it; one commit makes it `current` and the old one `previous`; what comes after `previous`
 * is `retired`. A pending version that fails its test is retired and `current` stays as it was.
 */
export type Session = {
  readonly id: string
  readonly accountId: string
  readonly version: number
  readonly label: 'pending' | 'current' | 'previous' | 'retired'
  readonly method: LoginMethod
  readonly createdAt: Date
  /** When the login was made that it lives by: what its age and survival count from. */
  readonly loggedInAt: Date
  /** When a login or a visit has last proved it: what decides when it is due. */
  readonly renewedAt: Date
  readonly lastVerifiedAt: Date | null
  readonly nextRefreshAt: Date | null
  readonly diedAt: Date | null
  readonly cause: string | null
  readonly sealedState: string
}

/** How a session came about. */
export type LoginMethod = InstagramSessionsTable['method']

/**
 * How a version came about: by a new login; by one that was made before and not yet tested, because
 * its process was gone; by the browser, which was logged in all along; or it is a former version
 * that was gone back to.
 */
export type RenewedHow = 'logged-in' | 'found' | 'still-logged-in' | 'rolled-back'

/** The version to go on with. It is the current one. */
export type Renewed = {
  readonly kind: 'renewed'
  readonly session: Session
  readonly state: SessionState
  readonly how: RenewedHow
}
