import { z } from 'zod'
import { DISGUISES } from './accounts.ts'

const Probability = z.number().min(0).max(1)
const Count = z.number().int().min(0)
/** Whole milliseconds, up to some three years: far more, and no date holds them. */
export const Ms = z.number().int().min(0).max(100_000_000_000)
/** A delay of real time, up to an hour. */
const Delay = Ms.max(60 * 60_000)

/** The habits of list pages (facts 2b). Every field can be changed at run time. */
export const PageSettings = z.strictObject({
  /** Overrides the caps: so many rows per page, if the client asks for as many. */
  size: z.number().int().min(1).max(200).nullable(),
  /** The followers page cap lies in this range, chosen by seed, viewer and target. */
  followersCap: z
    .tuple([z.number().int().min(1), z.number().int().min(1)])
    .refine(([least, most]) => least <= most, 'the first number is the smaller one'),
  followingCap: z.number().int().min(1),
  mobileCap: z.number().int().min(1),
  /** A larger `count` is answered 400. */
  countMax: z.number().int().min(1),
  /** How often a page is shorter than it could be. */
  short: Probability,
  /** How often a row is followed by one that was already on an earlier page of the pass. */
  duplicates: Probability,
  /**
   * Counters lie up to so much above the rows, each target's by its own share of it (0.01: 1 %).
   */
  countersAbove: Probability,
  /** How often a row is left out of a whole pass; another pass has it. */
  skip: Probability,
  /** How often `has_more` contradicts `next_max_id`. */
  hasMoreWrong: Probability,
  /** How often a page is empty although it has a cursor. */
  empty: Probability,
  /** How often a pass ends before all was delivered. */
  endsEarly: Probability,
  /** How often a pass leads back to its beginning somewhere on the way. */
  loopsBack: Probability,
  /** `pass`: re-ranked for every pass; `page`: for every page; `never`: one fixed order. */
  ranking: z.enum(['pass', 'page', 'never']),
  /** Followers cursors on `i.instagram.com`: numbers as in 2024, or opaque as on the web. */
  mobileCursor: z.enum(['number', 'opaque']),
  /** Whether a followers cursor outlives its session: the facts say "viewer/session". */
  cursorBoundTo: z.enum(['viewer', 'session']),
  /** Age at which a followers cursor is refused; `null` = never. */
  cursorLifeMs: Ms.nullable(),
  /** Whose followers lists are cut to one page: targets made `limited`, or everybody's. */
  limited: z.enum(['targets', 'all', 'nobody']),
})
export type PageSettings = z.infer<typeof PageSettings>

/** The mild bad habits of every day. */
export const DEFAULT_PAGES: PageSettings = {
  size: null,
  followersCap: [12, 25],
  followingCap: 50,
  mobileCap: 200,
  countMax: 200,
  short: 0.05,
  duplicates: 0.02,
  countersAbove: 0,
  skip: 0,
  hasMoreWrong: 0.05,
  empty: 0,
  endsEarly: 0,
  loopsBack: 0,
  ranking: 'pass',
  mobileCursor: 'number',
  cursorBoundTo: 'viewer',
  cursorLifeMs: null,
  limited: 'targets',
}

/** A throttle by sliding window, per account. */
export const ThrottleRule = z.strictObject({
  requests: Count.default(200),
  windowMs: Ms.default(11 * 60_000),
  penaltyMs: Ms.default(10 * 60_000),
  /** Which row refused requests get. */
  answer: z.enum(['1', '1-bare', '1b', '1c', '16', '18']).default('1'),
})

/**
 * A surface that is not served (facts 13): it answers so to every session, dead ones included, and
 * says nothing about any of them. Everything else goes on.
 */
export const NotServed = z.strictObject({
  /** A surface or a group of them, as in faults. */
  surface: z.string(),
  /** Only to this account; without it, to everybody who is logged in. */
  username: z.string().optional(),
  /** 429 with nothing, 429 with a page, or 200 with the app; each surface has its own. */
  as: z.enum(['nothing', 'page', 'app']).optional(),
})
export type NotServed = z.infer<typeof NotServed>

/** What the web did not serve in September 2026, while search and lists answered (facts 13). */
export const UNSERVED_READS: readonly NotServed[] = [
  { surface: 'info', as: 'nothing' },
  { surface: 'profile', as: 'page' },
  { surface: 'feed', as: 'app' },
]

const Victims = {
  row: z.string(),
  /** A surface or a group of them: `list` means `list:followers` and `list:following`. */
  surface: z.string().optional(),
  list: z.enum(['followers', 'following']).optional(),
  host: z.enum(['www.instagram.com', 'i.instagram.com']).optional(),
  username: z.string().optional(),
  target: z.string().optional(),
  /** Takes the place of the row's own HTTP status, where the facts name several. */
  status: z.number().int().min(200).max(599).optional(),
  /** Takes the place of the row's own message, e.g. in another language. */
  message: z.string().optional(),
  /** Comes so much later; rows that are about slowness have a delay of their own. */
  delayMs: Delay.optional(),
  /** Whether the condition stays: the session ends, the account's standing changes. */
  lasting: z.boolean().optional(),
}

/** A fault that strikes by chance, for as long as it is set. */
export const EveryFault = z.strictObject({ ...Victims, probability: Probability })
export type EveryFault = z.infer<typeof EveryFault>

/** A fault that waits for its moment and strikes `times` times, or for `forMs`. */
export const OnceFault = z.strictObject({
  ...Victims,
  /** Strikes when so many rows of the victims' lists have been delivered since it was armed. */
  afterRows: Count.optional(),
  /** Strikes after so many requests that it could have struck. */
  afterRequests: Count.optional(),
  /** Strikes when so much of the simulator's time has passed. */
  afterMs: Ms.optional(),
  times: Count.min(1).default(1),
  /** From its first stroke on it strikes for so long, however often; rows of throttles throttle. */
  forMs: Ms.optional(),
})
export type OnceFault = z.infer<typeof OnceFault>

/** The body of `POST /__simulator/faults`: what is named is changed, the rest stays. */
export const SettingsChange = z.strictObject({
  /** Everything back to how the simulator started, armed faults, throttles and kills included. */
  reset: z.boolean().optional(),
  latencyMs: Delay.optional(),
  /** API requests over HTTP/1.1 get 429 with an empty body (facts 0.4). */
  http1Gate: z.boolean().optional(),
  /** API requests of what is no browser get 429 with an empty body (facts 0.4: TLS). */
  clientGate: z.boolean().optional(),
  /** `/followers/` wants the modal's circumstances, else 200 + HTML shell (facts 0.5). */
  htmlShell: z.boolean().optional(),
  /** Old app versions are refused below this major version (facts 3). */
  appVersionMin: Count.optional(),
  /** What becomes of a browser's session on `i.instagram.com` (facts 3). */
  webSessionOnMobile: z.enum(['served', 'refused', 'ended']).optional(),
  /** What `web_profile_info` is on `i.instagram.com` (facts 2c). */
  webProfileOnMobile: z.enum(['html', 'json']).optional(),
  /** The GraphQL lists answer 200 with nothing (facts 0.1), as a 401, or still work as before. */
  graphqlLists: z.enum(['dead', 'refused', 'alive']).optional(),
  /** The app's private GraphQL lists: limited as REST ones are, whole, or refused (facts 14). */
  privateLists: z.enum(['limited', 'whole', 'refused']).optional(),
  pages: PageSettings.partial().optional(),
  /** Surfaces that are not served; an empty list serves them all again. */
  notServed: z.array(NotServed).readonly().optional(),
  throttle: ThrottleRule.nullable().optional(),
  every: z.array(EveryFault).optional(),
  once: z.array(OnceFault).optional(),
  /** More login attempts than this within an hour raise a checkpoint. */
  loginsMax: Count.optional(),
  trustsDevices: z.boolean().optional(),
  /** Settings of the login surfaces. */
  login: z.record(z.string(), z.unknown()).optional(),
})
export type SettingsChange = z.input<typeof SettingsChange>

const STANDINGS = [
  'ok',
  'challenged',
  'automated-behaviour',
  'consent',
  'suspended',
  'disabled',
] as const

/** The body of `POST /__simulator/sessions/kill`. */
export const Kill = z.strictObject({
  username: z.string(),
  disguise: z.enum(DISGUISES as [(typeof DISGUISES)[number]]).default('plain'),
  /** Strikes when so many rows have been delivered since; without it, at once. */
  afterRows: Count.min(1).optional(),
  list: z.enum(['followers', 'following']).optional(),
  /** What the next login of the account meets. */
  standing: z.enum(STANDINGS).optional(),
})
export type Kill = z.infer<typeof Kill>

/** An account of a configuration file or of `POST /__simulator/accounts`. */
export const AccountSpec = z.strictObject({
  username: z.string(),
  password: z.string().optional(),
  /** Base32; `true` makes one up, absent or `null` means no second factor. */
  totpSecret: z.union([z.string(), z.literal(true), z.null()]).optional(),
  standing: z.enum(STANDINGS).optional(),
  followers: Count.optional(),
  following: Count.optional(),
})
export type AccountSpec = z.infer<typeof AccountSpec>

/** A target of a configuration file or of `POST /__simulator/targets`. */
export const TargetSpec = z.strictObject({
  username: z.string(),
  pk: z.number().int().positive().optional(),
  fullName: z.string().optional(),
  followers: Count.optional(),
  following: Count.optional(),
  mutual: Count.optional(),
  private: z.boolean().optional(),
  verified: z.boolean().optional(),
  business: z.boolean().optional(),
  limited: z.boolean().optional(),
  above: z.strictObject({ followers: Count.optional(), following: Count.optional() }).optional(),
  /** Usernames of accounts that follow it (and so may see it when it is private). */
  followedBy: z.array(z.string()).optional(),
  /** Usernames of accounts that it has blocked. */
  blocks: z.array(z.string()).optional(),
})
export type TargetSpec = z.infer<typeof TargetSpec>

/** People of a list by name or pk, or as many as a number says, chosen by chance. */
const Who = z.union([Count.max(1_000_000), z.array(z.string())])

/** The body of `POST /__simulator/changes`: what happens to the people of a list. */
export const ChangesOrder = z.strictObject({
  target: z.string(),
  list: z.enum(['followers', 'following']).default('followers'),
  /** The account that `blocked` and `unblocked` are about. */
  reader: z.string().optional(),
  /** As a number: people nobody has seen before. */
  followed: Who.optional(),
  unfollowed: Who.optional(),
  /** By old name and new; without a new name one is made up. */
  renamed: z.union([Who, z.record(z.string(), z.string())]).optional(),
  deactivated: Who.optional(),
  returned: Who.optional(),
  deleted: Who.optional(),
  purged: Who.optional(),
  blocked: Who.optional(),
  unblocked: Who.optional(),
})
export type ChangesOrder = z.infer<typeof ChangesOrder>

/** A configuration file: the people of the world, and how it behaves from the start. */
export const SimulatorConfig = z.strictObject({
  accounts: z.array(AccountSpec).optional(),
  targets: z.array(TargetSpec).optional(),
  faults: SettingsChange.optional(),
})
export type SimulatorConfig = z.input<typeof SimulatorConfig>
