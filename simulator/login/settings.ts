import { z } from 'zod'

/** The markups of the login form that clients have met (facts 5.3). */
export const MARKUPS = ['classic', 'named', 'unnamed'] as const
export type Markup = (typeof MARKUPS)[number]

/** The answer to every login attempt, whoever makes it (facts 4.1 and 5.1). */
export const REFUSALS = [
  /** 403 please-wait. */
  'throttled',
  /** 429 please-wait. */
  'throttled-429',
  /** 200 without `authenticated`: `generic_request_error`. */
  'suspicious-address',
  /** 403 with HTML instead of JSON. */
  'gated-html',
  /** 400 `{"status":"fail"}` and nothing else. */
  'gated-status',
  /** 403 "we've reset your password" (row 33). */
  'password-reset',
  /** 400 `sentry_block` (row 15). */
  'sentry-block',
  /** 400 with one of the sentences of row 37. */
  'error-with-request',
  'went-wrong',
  'too-many-requests',
  'oops',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** How the login surfaces look and behave. Every field can be changed at run time. */
export const LoginSettings = z.strictObject({
  /** Which form is served; `random` draws one from the world's seed for every page. */
  loginMarkup: z.enum([...MARKUPS, 'random']).default('classic'),
  /** The newer markups log in through `POST /api/graphql` (5.2) instead of the AJAX endpoint. */
  caa: z.boolean().default(false),
  /**
   * Whether pages carry `window._sharedData`, which older clients take the CSRF token from: it
   * went in autumn 2023 (instaloader #2064, #2086, #2116).
   */
  sharedData: z.enum(['gone', 'window']).default('gone'),
  /** How long the page's script takes before it shows anything, in milliseconds. */
  renderDelayMs: z.number().int().min(0).default(150),
  /** The cookie dialog: which wording, or none. A browser that answered is not asked again. */
  cookieDialog: z.enum(['off', 'decline', 'essential', 'accept']).default('off'),
  /** `/accounts/login/` renders blank while `/` renders the form. */
  blankLoginPage: z.boolean().default(false),
  /** A login leads to "Save your login info?". */
  oneTap: z.boolean().default(true),
  /** A browser that saved its login is shown "Continue as <user>". */
  savedLogin: z.boolean().default(true),
  /** The first visit of the feed is asked to "Turn on Notifications". */
  notifications: z.boolean().default(true),
  /** Where the TOTP code is asked for: `/accounts/login/two_factor` or `/auth_platform/`. */
  codePage: z.enum(['two-factor', 'auth-platform']).default('two-factor'),
  /** `two_factor_info` carries `encrypted_context`: the code must go through GraphQL (5.1). */
  encryptedContext: z.boolean().default(false),
  /** Which pages a challenged account meets. */
  challenge: z
    .enum(['confirm', 'suspicious', 'auth-platform', 'recaptcha', 'approval'])
    .default('confirm'),
  /** What the code's field of `/auth_platform/` is named: nothing, or `email` (facts 13). */
  codeField: z.enum(['unnamed', 'email']).default('unnamed'),
  /** The body of a wrong password: the flag, the flag and the recovery hint, or a 400. */
  wrongPassword: z.enum(['flag', 'recovery', 'bad-password']).default('flag'),
  /** The page's words for it; `markup` means the old ones in the old markup. */
  wording: z.enum(['markup', 'old', 'new']).default('markup'),
  /** Refuses every attempt; `null` judges them. */
  refusal: z.enum(REFUSALS).nullable().default(null),
  /** The app's login answers `bad_password` for right passwords too (July 2026). */
  mobileBadPassword: z.boolean().default(false),
  /** The app's second step answers "invalid parameters", as newer accounts do. */
  mobileTwoFactorNeedsBloks: z.boolean().default(false),
})
export type LoginSettings = z.infer<typeof LoginSettings>

/**
 * The settings in force.
 * @throws ZodError when the world holds a setting that does not exist.
 */
export function loginSettings(world: {
  readonly loginSettings: Record<string, unknown>
}): LoginSettings {
  return LoginSettings.parse(world.loginSettings)
}
