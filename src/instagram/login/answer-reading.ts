import { z } from 'zod'
import { challenged, type Refusal, refusalInPath, refusalInText } from './refusals.ts'

/** What the page was answered when it sent the login form, or the code, by itself. */
export type LoginAnswer =
  /** The cookies of the new session came with it. */
  | { readonly kind: 'authenticated' }
  /**
   * `app` is false when the account has no authenticator app, null when the answer does not say.
   */
  | { readonly kind: 'code-asked'; readonly app: boolean | null }
  | { readonly kind: 'code-rejected'; readonly detail: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It leads to a verification: refused, unless the page there wants the authenticator's code. */
  | { readonly kind: 'verification'; readonly refusal: Refusal }
  /** It decides nothing: the page will tell. */
  | { readonly kind: 'undecided' }

/** Whether answers from this address can be answers to a login (facts 5.1, 5.2). */
export function answersLogins(path: string): boolean {
  const ajax = /^\/(api\/v1\/web\/)?accounts\/login\/ajax\/(two_factor\/)?$/
  const graphql = /^\/(api\/)?graphql(\/query)?\/?$/
  return ajax.test(path) || graphql.test(path)
}

const text = z.string().catch('')
const flag = z.boolean().optional().catch(undefined)

const Ajax = z.object({
  authenticated: flag,
  user: flag,
  status: text,
  message: text,
  error_type: text,
  two_factor_required: flag,
  two_factor_info: z
    .object({ totp_two_factor_on: flag, sms_two_factor_on: flag, whatsapp_two_factor_on: flag })
    .optional()
    .catch(undefined),
  checkpoint_url: text,
  challenge: z.object({ url: text }).optional().catch(undefined),
  errors: z
    .object({ error: z.array(z.string()).catch([]) })
    .optional()
    .catch(undefined),
})

const Caa = z.object({
  ig_authenticated: flag,
  two_factor_result: text,
  redirect_uri: text,
  recaptcha_needed: flag,
  is_ig_login_recaptcha: flag,
  error_style: text,
  error_message: z.object({ text }).optional().catch(undefined),
})

const GraphQL = z.object({
  data: z.object({
    caa_login_web: Caa.optional().catch(undefined),
    xfb_two_factor_login_validate_code: z
      .object({ is_code_valid: flag })
      .optional()
      .catch(undefined),
  }),
})

/**
 * Reads the answer to a login request: its status and its body, as text. It does not depend on the
 * language of the page, and it is there before the page says anything.
 */
export function readAnswer(status: number, body: string): LoginAnswer {
  const json = parse(body)
  const graphql = GraphQL.safeParse(json)
  if (graphql.success) return readGraphQL(graphql.data)
  const ajax = Ajax.safeParse(json)
  if (ajax.success) return readAjax(status, ajax.data)
  if (status === 429) return refused({ kind: 'throttled', detail: 'too many requests (429)' })
  return { kind: 'undecided' }
}

function readAjax(status: number, answer: z.infer<typeof Ajax>): LoginAnswer {
  if (answer.authenticated === true) return { kind: 'authenticated' }
  if (answer.two_factor_required === true) {
    return { kind: 'code-asked', app: hasApp(answer.two_factor_info) }
  }
  const words = `${answer.error_type} ${answer.message}`
  if (/sms_code_validation_failed|invalid_verfi?(cai|ica)tion_code/.test(words)) {
    return { kind: 'code-rejected', detail: 'the code was refused' }
  }
  const led = answerInUrl(answer.checkpoint_url || answer.challenge?.url || '')
  if (led !== null) return led
  const refusal =
    refusalInText([answer.message, ...(answer.errors?.error ?? [])].join(' ')) ??
    refusalInName(words)
  if (refusal !== null) return refused(refusal)
  if (answer.authenticated === false) {
    return answer.user === false
      ? refused({ kind: 'unknown-user', detail: 'Instagram knows no such user' })
      : refused({ kind: 'wrong-password', detail: 'Instagram refused the password' })
  }
  if (status === 429) return refused({ kind: 'throttled', detail: 'too many requests (429)' })
  return { kind: 'undecided' }
}

function readGraphQL({ data }: z.infer<typeof GraphQL>): LoginAnswer {
  if (data.xfb_two_factor_login_validate_code?.is_code_valid === false) {
    return { kind: 'code-rejected', detail: 'the code was refused' }
  }
  const login = data.caa_login_web
  if (login === undefined) return { kind: 'undecided' }
  if (login.ig_authenticated === true) return { kind: 'authenticated' }
  if (login.recaptcha_needed === true || login.is_ig_login_recaptcha === true) {
    return refused(challenged('/accounts/login/', 'Instagram shows a captcha'))
  }
  if (login.error_style === 'RATE_LIMIT_BANNER') {
    return refused({ kind: 'throttled', detail: 'Instagram shows its rate limit banner' })
  }
  const said = refusalInText(login.error_message?.text ?? '')
  if (said !== null) return refused(said)
  if (login.error_style === 'INLINE') {
    return refused({ kind: 'wrong-password', detail: 'Instagram refused the login information' })
  }
  if (login.two_factor_result !== '') {
    const info = Ajax.shape.two_factor_info.parse(parse(login.two_factor_result))
    return { kind: 'code-asked', app: hasApp(info) }
  }
  return answerInUrl(login.redirect_uri) ?? { kind: 'undecided' }
}

function hasApp(
  info:
    | { totp_two_factor_on?: boolean | undefined; sms_two_factor_on?: boolean | undefined }
    | undefined,
): boolean | null {
  return info?.totp_two_factor_on ?? null
}

/** Names of errors that Instagram uses instead of, or besides, sentences (facts 4.1, 5.1). */
function refusalInName(words: string): Refusal | null {
  const named = NAMES.find(([pattern]) => pattern.test(words))
  return named?.[1] ?? null
}

const HERE = '/accounts/login/'

const NAMES: readonly (readonly [RegExp, Refusal])[] = [
  [/inactive user/, { kind: 'suspended', detail: 'Instagram calls the account inactive' }],
  [/challenge_required|checkpoint/, challenged(HERE, 'Instagram asks who is there')],
  [/consent_required/, challenged(HERE, 'Instagram asks for consent to its terms')],
  [/geoblock_required/, challenged(HERE, 'Instagram blocks the account in this region')],
  [/bad_password/, { kind: 'wrong-password', detail: 'Instagram refused the password' }],
  [/UserInvalidCredentials/, { kind: 'wrong-password', detail: 'Instagram refused the password' }],
  [/invalid_user/, { kind: 'unknown-user', detail: 'Instagram knows no such user' }],
  [/rate_limit_error/, { kind: 'throttled', detail: 'Instagram limits logins now' }],
  [/sentry_block/, { kind: 'throttled', detail: 'Instagram distrusts this address now' }],
  [/generic_request_error/, { kind: 'throttled', detail: 'Instagram distrusts this address now' }],
  [/feedback_required/, { kind: 'throttled', detail: 'Instagram blocks actions of the account' }],
]

/** Where an answer sends the login to, or null if that says nothing. */
function answerInUrl(url: string): LoginAnswer | null {
  const path = URL.parse(url, 'https://www.instagram.com')?.pathname ?? '/'
  // An obsolete browser is no question to a human (facts 4.1 row 10b).
  if (path === '/' || /unsupported_version/.test(path)) return null
  const refusal = refusalInPath(path) ?? challenged(path, 'Instagram asks who is there')
  return { kind: path.startsWith('/auth_platform/') ? 'verification' : 'refused', refusal }
}

function refused(refusal: Refusal): LoginAnswer {
  return { kind: 'refused', refusal }
}

/** JSON of `body`, without the guard that some answers carry (facts 4.1 row 28). */
function parse(body: string): unknown {
  try {
    return JSON.parse(body.replace(/^for \(;;\);/, ''))
  } catch {
    return null
  }
}
