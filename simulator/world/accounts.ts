/** What Instagram thinks of an account; everything but `ok` answers its requests with a refusal. */
export type Standing =
  | 'ok'
  /** An identity challenge waits under `checkpointPath` (facts 4.1 rows 6, 9, 10, 11). */
  | 'challenged'
  /** The "We suspect automated behavior" notice waits there; one click on Dismiss clears it. */
  | 'automated-behaviour'
  /** New terms wait to be accepted (rows 8, 13). */
  | 'consent'
  /** Suspended (row 7). */
  | 'suspended'
  /** Disabled for good (row 31). */
  | 'disabled'

/** An account of the simulated Instagram that can log in. */
export type Account = {
  readonly pk: string
  readonly username: string
  password: string
  /** Base32; `null` when the account has no second factor. */
  totpSecret: string | null
  standing: Standing
  /** Where a human clears `challenged` or `automated-behaviour`: `/challenge/<pk>/<nonce>/`. */
  checkpointPath: string
  /** Devices (`mid` on the web, `device_id` on mobile) that ticked "trust this device". */
  readonly trustedDevices: Set<string>
  /** The last TOTP step that was used; a code of it or of an older one is refused. */
  lastTotpStep: number
  /** Instants of the latest login attempts, in milliseconds since 1970. */
  recentLogins: number[]
}

/** The marks by which Instagram knows a browser or a phone again. */
export type Device = {
  readonly igDid: string
  readonly mid: string
  readonly datr: string
  readonly userAgent: string
}

/** How a dead session's end shows itself; see `docs/simulator.md`. */
export type Disguise =
  | 'plain'
  | 'redirect'
  | 'login-wall'
  | 'delete-cookie'
  | 'user-has-logged-out'
  | 'please-wait'
  /** Every address answers 200 with the screen of the saved account (facts 13). */
  | 'saved-account'

/** All disguises, in the order of the documentation. */
export const DISGUISES: readonly Disguise[] = [
  'plain',
  'redirect',
  'login-wall',
  'delete-cookie',
  'user-has-logged-out',
  'please-wait',
  'saved-account',
]

/** One login of one account. */
export type Session = {
  /** The value of the cookie `sessionid`, percent-encoded as it is sent (facts 1.2). */
  readonly sessionid: string
  /** A short public name for counters: `keeper#3`. */
  readonly name: string
  readonly account: Account
  readonly createdAt: Date
  readonly device: Device
  readonly surface: 'web' | 'mobile'
  readonly address: string
  /** How it was opened, as given to `openSession`. */
  readonly method: string
  csrfToken: string
  /** The claim that `x-ig-set-www-claim` hands out (facts 1.3). */
  readonly wwwClaim: string
  /** `null` while the session lives. */
  death: { readonly disguise: Disguise; readonly diedAt: Date } | null
  requests: number
}

/** Who is asking. */
export type Viewer =
  | { readonly kind: 'visitor' }
  | { readonly kind: 'alive'; readonly session: Session; readonly account: Account }
  | { readonly kind: 'dead'; readonly session: Session; readonly disguise: Disguise }
  /** A `sessionid` that the simulator never issued, or an empty one (facts 1.1). */
  | { readonly kind: 'unknown-session' }
