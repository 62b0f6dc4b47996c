/**
 * What a bout left behind, as plain values: the database as it is, what was written down while it
 * changed, what the edges saw, and the truth of the simulated Instagram. Checkers read nothing
 * else. All instants are milliseconds since 1970.
 */
export type Evidence = {
  readonly checks: readonly CheckRow[]
  readonly progress: readonly ProgressRow[]
  readonly members: readonly MemberRow[]
  readonly accounts: readonly AccountRow[]
  /** How leases went from hand to hand. */
  readonly leases: readonly LeaseMove[]
  readonly standings: readonly StandingMove[]
  /** How accounts came to be ready to read, and ceased to be. */
  readonly readiness: readonly ReadinessMove[]
  /** Which account alone could go on with a check. */
  readonly bonds: readonly Bond[]
  /** Every change of a check that ends, or that had ended. */
  readonly endings: readonly EndingMove[]
  /** Where the ledger does not agree with itself, in words. */
  readonly ledger: readonly string[]
  /** What came in or went out without a check; and what should have. */
  readonly moves: readonly Move[]
  readonly acts: readonly Move[]
  /** What was paid with Stars, and whether they went back, be it behind our back. */
  readonly charges: readonly {
    readonly id: string
    readonly isBack: boolean
    readonly isTakenBack: boolean
    readonly stars: number
  }[]
  /** Orders that name an account, by who orders what. */
  readonly namings: readonly { readonly customer: string; readonly target: string }[]
  /** Customers who cancel something at some time. */
  readonly cancelling: ReadonlySet<string>
  readonly forms: readonly Form[]
  readonly asked: readonly Request[]
  readonly troubles: readonly Trouble[]
  readonly thrown: readonly Thrown[]
  readonly told: readonly Told[]
  readonly truth: readonly Truth[]
  /** Sessions that were stored, from when to when they lived. */
  readonly sessions: readonly Lifetime[]
  /** Who came or left while it was read. */
  readonly follows: readonly Follow[]
  /** Pages that left people out, for as long as their pass lasted. */
  readonly skips: readonly Skip[]
  /** What came by the clock, by the instant at which it was due. */
  readonly runs: readonly Run[]
  /** When a check that nobody had ordered was taken up, and how many orders waited then. */
  readonly behind: readonly {
    readonly atMs: number
    readonly check: string
    readonly orders: number
  }[]
  readonly alerts: readonly AlertRow[]
  readonly notices: readonly NoticeRow[]
  readonly deliveries: readonly { readonly id: string; readonly state: string }[]
  /** Notices that left the house, by their delivery. */
  readonly sent: readonly { readonly delivery: string }[]
  /** Faults that struck, in words, each with its kind after the number. */
  readonly faults: readonly {
    readonly atMs: number
    readonly kind: string
    /** What it struck, in words. */
    readonly what: string
  }[]
  /** Holders of processes that were killed. */
  readonly deadHolders: ReadonlySet<string>
  readonly requestsPerDay: number
  /** Whether statements of several processes were under way at once. */
  readonly overlaps: boolean
  readonly calmAtMs: number
  readonly endedAtMs: number
  readonly openTransports: number
  readonly stuck: string | null
}

export type List = 'followers' | 'following'

export type CheckRow = {
  readonly id: string
  readonly number: string
  readonly target: string
  /** The only account that may read it, by name; null for any. */
  readonly askedAccount: string | null
  readonly customer: string
  /** An order, the reading of a watch, or a second look at its followers: a confirmation. */
  readonly purpose: string
  /** Ids of the accounts that have said that its target is closed. */
  readonly closedTo: readonly string[]
  /** When the first of them did. */
  readonly closedAtMs: number | null
  readonly state: string
  /** What its end came to, and why. */
  readonly ending: string | null
  readonly why: string | null
  readonly createdAtMs: number
  readonly startedAtMs: number | null
  readonly finishedAtMs: number | null
}

export type Run = { readonly kind: string; readonly dueAtMs: number }

export type AlertRow = {
  readonly id: string
  readonly rule: string
  readonly subject: string
  readonly name: string
  readonly raisedAtMs: number | null
  readonly resolvedAtMs: number | null
}

/** What was told at one time, and of which alerts. */
export type NoticeRow = { readonly change: string; readonly alerts: readonly { id: string }[] }

/** Credits that came or went once, and under which name. */
export type Move = { readonly source: string; readonly credits: number }

export type ProgressRow = {
  readonly checkId: string
  readonly list: List
  readonly pass: number
  /** Passes that were begun anew because their account was lost. */
  readonly passesLost: number
  /** Who was last seen in an earlier pass has left meanwhile. */
  readonly presentFrom: number
  readonly expected: number | null
  readonly fetched: number
  readonly confidence: string | null
  readonly why: string | null
  /** The number under which its members are kept, if another check has read it. */
  readonly keptAs: string | null
  /** When its first page was asked for. */
  readonly beganAtMs: number | null
}

export type MemberRow = {
  readonly number: string
  readonly list: List
  readonly pk: string
  /** The pass that saw it last. */
  readonly pass: number
}

export type AccountRow = {
  readonly id: string
  readonly username: string
  readonly standing: string
  readonly leaseHolder: string | null
  /** From when on it may read, and why not before. */
  readonly readyAtMs: number | null
  readonly restingWhy: string | null
  /** The host of a proxy of its own. */
  readonly proxy: string | null
}

export type LeaseMove = {
  readonly atMs: number
  readonly accountId: string
  readonly oldHolder: string | null
  readonly newHolder: string | null
  readonly oldUntilMs: number | null
  readonly oldLives: boolean
  /** It had not beaten for half a minute either. */
  readonly oldSilent: boolean
  readonly oldLogsIn: boolean
  /** Whether the account rested then. */
  readonly rests: boolean
  /** Who did it; null for the stage itself. */
  readonly byHolder: string | null
  /** Accounts that were free then and had a session to read with. */
  readonly readyElsewhere: number
  /** Whether it was taken for a check that it alone was to read, as was ordered by then. */
  readonly isNamed: boolean
}

export type StandingMove = {
  readonly atMs: number
  readonly username: string
  readonly from: string
  readonly to: string
  readonly why: string | null
}

export type ReadinessMove = {
  readonly atMs: number
  readonly accountId: string
  readonly oldStanding: string
  readonly oldReadyAtMs: number | null
  readonly oldWhy: string | null
  readonly newStanding: string
  readonly newReadyAtMs: number | null
  readonly newWhy: string | null
}

export type Bond = {
  readonly atMs: number
  readonly checkId: string
  readonly boundTo: string | null
}

export type EndingMove = {
  readonly atMs: number
  readonly checkId: string
  readonly from: string
  readonly to: string
}

export type Form = {
  readonly atMs: number
  readonly account: string
  readonly life: string
  readonly livingKnown: readonly string[]
  readonly throttled: boolean
  /** The proxy that its browser left by; null for the operator's way. */
  readonly proxy: string | null
}

export type Request = {
  readonly atMs: number
  readonly account: string
  readonly life: string
  /** Where it came from. */
  readonly address: string
}

export type Trouble = { readonly atMs: number; readonly account: string; readonly kind: string }

export type Lifetime = {
  readonly account: string
  readonly fromMs: number
  readonly toMs: number
}

export type Thrown = {
  readonly atMs: number
  readonly life: string
  readonly name: string
  readonly code: string | null
  readonly message: string
}

export type Told = {
  readonly atMs: number
  readonly life: string
  readonly kind: string
  readonly check: string | null
  readonly list: string | null
  readonly account: string | null
  readonly cause: string | null
}

/** A target as it was at the end. */
export type Truth = {
  readonly target: string
  readonly followers: readonly string[]
  readonly following: readonly string[]
  /** Accounts that may see it, and those that could before they ceased to follow it. */
  readonly seenBy: readonly string[]
  readonly seenOnceBy: readonly string[]
}

export type Follow = {
  readonly atMs: number
  readonly target: string
  readonly list: List
  readonly pk: string
  readonly there: boolean
}

export type Skip = {
  readonly atMs: number
  readonly target: string
  readonly list: List
}

/** What is wrong, one sentence each, with the name of the invariant in front. */
export type Checker = (evidence: Evidence) => readonly string[]
