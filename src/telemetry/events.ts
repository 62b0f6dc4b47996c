/**
 * What happens in the business, one member per event. Whoever makes it happen tells it; the log and
 * the command line listen. Ids and names go into the log line and nowhere else; never a secret.
 */
export type BusinessEvent =
  | { readonly kind: 'check-started'; readonly check: string; readonly target: string }
  | {
      readonly kind: 'check-resumed'
      readonly check: string
      readonly target: string
      readonly list: string
      readonly fetched: number
    }
  | {
      readonly kind: 'check-outdated'
      readonly check: string
      readonly target: string
      readonly since: Date
    }
  | {
      readonly kind: 'target-found'
      readonly check: string
      readonly target: string
      readonly pk: string
    }
  | ({ readonly kind: 'page-saved' } & ListPosition & {
        readonly people: number
        readonly news: number
      })
  | ({ readonly kind: 'pass-started' } & ListPosition & { readonly why: string })
  | ({ readonly kind: 'list-finished' } & ListPosition & {
        readonly confidence: string
        readonly why: string | null
      })
  | {
      readonly kind: 'check-parked'
      readonly check: string
      readonly why: string
      readonly until: Date
    }
  | { readonly kind: 'check-waits'; readonly check: string; readonly why: string }
  | {
      readonly kind: 'check-ended'
      readonly check: string
      readonly state: string
      readonly why: string | null
    }
  | {
      readonly kind: 'answer-judged'
      readonly account: string
      readonly surface: string
      readonly verdict: string
      readonly evidence: unknown
    }
  | {
      readonly kind: 'death-suspected'
      readonly account: string
      readonly verdict: string
      readonly signal: string
    }
  | {
      readonly kind: 'probe-answered'
      readonly account: string
      readonly verdict: string
      readonly means: string
    }
  | {
      readonly kind: 'session-died'
      readonly account: string
      readonly version: number
      readonly cause: string
    }
  | {
      readonly kind: 'login-started'
      readonly account: string
      readonly method: string
      readonly cause: string
    }
  | { readonly kind: 'code-awaited'; readonly account: string }
  | {
      readonly kind: 'login-ended'
      readonly account: string
      readonly method: string
      readonly outcome: string
      readonly detail: string | null
      readonly tookMs: number
    }
  | {
      readonly kind: 'session-renewed'
      readonly account: string
      readonly version: number
      readonly cause: string
      /** By a new login, by one that was left untested, or by a browser that was logged in. */
      readonly how: 'logged-in' | 'found' | 'still-logged-in'
      readonly tookMs: number
    }
  | {
      readonly kind: 'throttled'
      readonly account: string
      readonly until: Date
      readonly hits: number
    }
  | {
      readonly kind: 'account-resting'
      readonly account: string
      readonly why: string
      readonly until: Date
    }
  | { readonly kind: 'host-refused'; readonly host: string }
  | {
      readonly kind: 'cookies-put-aside'
      readonly account: string
      readonly names: string
    }
  | {
      readonly kind: 'account-stopped'
      readonly account: string
      readonly standing: string
      readonly why: string
    }

/** Where the reading of a list stands. */
export type ListPosition = {
  readonly check: string
  readonly list: 'followers' | 'following'
  readonly pass: number
  readonly fetched: number
  readonly expected: number | null
}

/** Hears of events. Never throws, and never decides anything. */
export type Tell = (event: BusinessEvent) => void
