import { unreachable } from '../../src/kernel/unreachable.ts'
import type { Route, SimAnswer, SimRequest } from '../wire/route.ts'
import { type Judgement, judge } from './attempt.ts'
import { mutations as authPlatformMutations } from './auth-platform.ts'
import type { Desk } from './desk.ts'
import type { GraphqlInput, Mutation } from './mutation.ts'
import { loginSettings } from './settings.ts'
import {
  claimHeader,
  csrfRefusal,
  pleaseWait,
  protocolGate,
  refusalAnswer,
  twoFactorBody,
  webDoor,
} from './web-answers.ts'
import { TEXTS } from './wording.ts'

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  // useCDSWebLoginMutation (facts 5.2)
  '27972648395719857': caaLogin,
  // useTwoFactorLoginValidateCodeMutation (facts 5.1)
  '26264014419868193': validateCode,
  ...authPlatformMutations,
}

/** The login operations of `POST /api/graphql`; all others belong to the surface behind it. */
export function graphqlRoute(desk: Desk): Route {
  return {
    host: 'www.instagram.com',
    method: 'POST',
    path: /^\/api\/graphql\/?$/,
    surface: 'login:graphql',
    handle(request) {
      const form = new URLSearchParams(request.body)
      const mutation = MUTATIONS[form.get('doc_id') ?? '']
      if (!mutation) return undefined
      const input = readInput(form.get('variables'))
      if (!input) return { status: 400, json: { message: 'invalid request', status: 'fail' } }
      const answer =
        protocolGate(desk, request) ?? csrfRefusal(request) ?? mutation(desk, request, input)
      return answer.setCookies
        ? answer
        : { ...answer, setCookies: desk.world.visitorCookies(request) }
    },
  }
}

/** The `input` object of a `variables` text. */
function readInput(variables: string | null): GraphqlInput | undefined {
  try {
    const parsed: unknown = JSON.parse(variables ?? '')
    const input = isObject(parsed) ? parsed.input : undefined
    return isObject(input) ? input : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A text of the input, plain or wrapped as `{"sensitive_string_value": …}`. */
function textOf(value: unknown): string {
  if (isObject(value)) return textOf(value.sensitive_string_value)
  return typeof value === 'string' ? value : ''
}

/** The newer login: the same judgement in other clothes. */
function caaLogin(desk: Desk, request: SimRequest, input: GraphqlInput): SimAnswer {
  const password = desk.webKey.open(textOf(input.enc_password))
  const door = webDoor(desk, request, 'web-caa')
  return caaAnswer(desk, judge(desk, textOf(input.identifier), password, door))
}

const NOTHING = {
  ig_authenticated: false,
  two_factor_result: null,
  redirect_uri: null,
  recaptcha_needed: null,
  is_ig_login_recaptcha: false,
  error_style: null,
  error_code: null,
  error_message: null,
  stop_deletion_payload: null,
  reg_nta_context: null,
}

function caaAnswer(desk: Desk, judgement: Judgement): SimAnswer {
  switch (judgement.kind) {
    case 'welcome':
      return {
        ...caa({ ig_authenticated: true }),
        headers: claimHeader(judgement.welcome.session),
        setCookies: judgement.welcome.setCookies,
      }
    case 'two-factor': {
      const body = twoFactorBody(judgement.pending, loginSettings(desk.world).encryptedContext)
      return caa({ two_factor_result: JSON.stringify(body) })
    }
    case 'checkpoint':
      return caa({ redirect_uri: judgement.path })
    case 'unknown-user':
    case 'wrong-password':
      return caaError('INLINE', TEXTS.wrongPasswordNew)
    case 'throttled':
      return caaError('RATE_LIMIT_BANNER', TEXTS.pleaseWait)
    case 'disabled':
      return caaError('INLINE', TEXTS.disabled)
    case 'unreadable-password':
      return caaError('INLINE', TEXTS.problem)
    case 'refused':
      if (judgement.refusal === 'throttled-429') return pleaseWait(429)
      if (judgement.refusal === 'throttled') return caaError('RATE_LIMIT_BANNER', TEXTS.pleaseWait)
      return refusalAnswer(judgement.refusal)
    default:
      return unreachable(judgement)
  }
}

function caa(fields: Partial<Record<keyof typeof NOTHING, unknown>>): SimAnswer {
  return { status: 200, json: { data: { caa_login_web: { ...NOTHING, ...fields } } } }
}

function caaError(style: 'INLINE' | 'RATE_LIMIT_BANNER', text: string): SimAnswer {
  return caa({ error_style: style, error_message: { text } })
}

/** The second step of accounts that carry an `encrypted_context`. */
function validateCode(desk: Desk, _request: SimRequest, input: GraphqlInput): SimAnswer {
  const pending = desk.find(textOf(input.encryptedContext ?? input.encrypted_context))
  const name = textOf(input.username).toLowerCase()
  const known = pending && (name === '' || pending.account.username.toLowerCase() === name)
  if (!known || !desk.checkCode(pending, textOf(input.code))) {
    return validated({ is_code_valid: false, error_message: TEXTS.wrongCode })
  }
  const welcome = desk.finish(pending, input.should_trust_device === true)
  return {
    ...validated({ is_code_valid: true, error_message: null }),
    headers: claimHeader(welcome.session),
    setCookies: welcome.setCookies,
  }
}

function validated(fields: object): SimAnswer {
  return { status: 200, json: { data: { xfb_two_factor_login_validate_code: fields } } }
}
