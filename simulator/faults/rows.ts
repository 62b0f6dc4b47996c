import type { SimAnswer, SimRequest } from '../wire/route.ts'
import type { Viewer } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { errorPage, loginWall, notServedPage, savedAccountPage, shellPage } from './documents.ts'
import {
  accountOf,
  bare,
  challengeAt,
  checkpointPath,
  fail,
  type Row,
  type RowScene,
  redirectTo,
  sessionAccountOf,
} from './row.ts'

/** The sentence that means everything and nothing (facts 0.3). */
export const PLEASE_WAIT = 'Please wait a few minutes before you try again.'

/** Where an anonymous visitor is sent from a page or a script (row 4). */
export function loginUrl(request: SimRequest): string {
  return `https://www.instagram.com/accounts/login/?next=${encodeURIComponent(request.path)}`
}

const WAIT_BODY = { message: PLEASE_WAIT, require_login: true, igweb_rollout: true }
const LOGIN_REQUIRED = {
  message: 'login_required',
  error_title: "You've Been Logged Out",
  error_body: 'Please log back in.',
}
const THROTTLE = { kind: 'throttle' } as const
const CHALLENGED = { kind: 'standing', standing: 'challenged' } as const

/**
 * Every failure of facts 4.1 that an answer outside the login form can have. Where a row names
 * several statuses the first is the default and a fault's `status` chooses another.
 */
export const ROWS: Readonly<Record<string, Row>> = {
  '1': { title: 'please wait, require_login', lasting: THROTTLE, answer: fail(401, WAIT_BODY) },
  '1-bare': {
    title: 'please wait, require_login, without igweb_rollout',
    lasting: THROTTLE,
    answer: fail(401, { message: PLEASE_WAIT, require_login: true }),
  },
  '1b': {
    title: 'please wait, session used from too many addresses',
    lasting: THROTTLE,
    answer: fail(401, { ...WAIT_BODY, logout_reason: 6, logout_expectedness: 'inactive' }),
  },
  '1c': {
    title: 'please wait with another status (400, 403, 429, 200)',
    lasting: THROTTLE,
    answer: fail(429, { message: PLEASE_WAIT }),
  },
  '2': {
    title: 'login_required',
    lasting: { kind: 'death', disguise: 'plain' },
    answer: fail(403, { ...LOGIN_REQUIRED, logout_reason: 8 }),
  },
  '2b': { title: 'login_required as soft parking', answer: fail(403, LOGIN_REQUIRED) },
  '2c': {
    title: 'login_required, partial restriction',
    answer: fail(403, { ...LOGIN_REQUIRED, logout_reason: 3 }),
  },
  '2d': {
    title: 'login_required, no login was sent',
    answer: fail(403, {
      ...LOGIN_REQUIRED,
      logout_reason: 33,
      logout_expectedness: 'logged_out',
    }),
  },
  '2e': {
    title: 'login_required on one list only',
    answer: fail(403, { ...LOGIN_REQUIRED, logout_reason: 8 }),
  },
  '3': {
    title: 'user_has_logged_out',
    lasting: { kind: 'death', disguise: 'user-has-logged-out' },
    always: true,
    answer: fail(403, { message: 'user_has_logged_out', logout_reason: 9 }),
  },
  '4': {
    title: 'redirect to the login page',
    lasting: { kind: 'death', disguise: 'redirect' },
    answer: redirectTo((scene) => loginUrl(scene.request)),
  },
  '5': {
    title: 'redirect to the home page',
    answer: redirectTo(() => 'https://www.instagram.com/'),
  },
  '5b': {
    title: 'redirect to itself',
    answer: redirectTo(({ request }) => {
      const query = request.query.toString()
      return `https://${request.host}${request.path}${query === '' ? '' : `?${query}`}`
    }),
  },
  '6': {
    title: 'redirect to the challenge',
    lasting: CHALLENGED,
    answer: redirectTo((scene) => `https://www.instagram.com${checkpointPath(scene)}`),
  },
  '7': {
    title: 'redirect to the suspended page',
    lasting: { kind: 'standing', standing: 'suspended' },
    answer: redirectTo(() => 'https://www.instagram.com/accounts/suspended/?next=%2F'),
  },
  '7-challenge': {
    title: 'suspended, as a challenge',
    lasting: { kind: 'standing', standing: 'suspended' },
    answer: challengeAt(() => ({ path: '/accounts/suspended/' })),
  },
  '8': {
    title: 'redirect to new terms',
    lasting: { kind: 'standing', standing: 'consent' },
    answer: redirectTo(() => 'https://www.instagram.com/consent/?flow=ig_terms'),
  },
  '9': {
    title: 'redirect to a verification flow',
    lasting: CHALLENGED,
    answer: redirectTo(() => 'https://www.instagram.com/auth_platform/?apc=AfZk3uQ'),
  },
  '10': {
    title: 'checkpoint_required',
    lasting: { kind: 'standing', standing: 'automated-behaviour' },
    answer: (scene) =>
      fail(400, {
        message: 'checkpoint_required',
        checkpoint_url: checkpointPath(scene),
        lock: false,
        flow_render_type: 0,
      })(scene),
  },
  '10b': {
    title: 'checkpoint_required, unsupported version',
    answer: fail(400, {
      message: 'checkpoint_required',
      checkpoint_url: 'https://i.instagram.com/web/unsupported_version/',
      lock: false,
      flow_render_type: 0,
    }),
  },
  '11': {
    title: 'challenge_required',
    lasting: CHALLENGED,
    answer: challengeAt((scene) => ({ path: checkpointPath(scene) })),
  },
  '11-logout': {
    title: 'challenge_required that ends the session',
    lasting: { kind: 'death', disguise: 'plain' },
    always: true,
    answer: challengeAt((scene) => ({ path: checkpointPath(scene), logout: true })),
  },
  '11b': {
    title: 'masked challenge: 404 Not Found',
    answer: ({ status }) => ({ status: status ?? 404, text: 'Not Found' }),
  },
  '12': {
    title: 'feedback_required',
    answer: fail(400, {
      message: 'feedback_required',
      spam: true,
      feedback_title: 'Try Again Later',
      feedback_message:
        'We limit how often you can do certain things on Instagram to protect our community. ' +
        'Tell us if you think we made a mistake.',
      feedback_url: 'repute/report_problem/instagram_follow_users/',
      feedback_appeal_label: 'Report problem',
      feedback_ignore_label: 'OK',
      feedback_action: 'report_problem',
      restriction_enrollment_data: null,
    }),
  },
  '13': {
    title: 'consent_required',
    lasting: { kind: 'standing', standing: 'consent' },
    answer: fail(400, {
      message: 'consent_required',
      consent_data: {
        headline: 'Updates to our terms and policies',
        content: 'Please review and accept our updated terms.',
        button_text: 'Review now',
      },
    }),
  },
  '14': { title: 'geoblock_required', answer: fail(400, { message: 'geoblock_required' }) },
  '15': {
    title: 'sentry_block',
    answer: fail(400, {
      message: 'Sorry, there was a problem with your request.',
      error_type: 'sentry_block',
    }),
  },
  '16': {
    title: 'rate_limit_error',
    lasting: THROTTLE,
    answer: fail(429, { message: 'rate_limit_error', error_type: 'rate_limit_error' }),
  },
  '17': { title: 'protocol gate: 429, empty', answer: bare(429) },
  '18': {
    title: '429 with a body',
    lasting: THROTTLE,
    answer: fail(429, { message: 'Too many requests. Please try again later.' }),
  },
  '18-page': {
    title: '429 with a page: not served',
    answer: (scene) => ({ status: scene.status ?? 429, html: notServedPage() }),
  },
  '19': { title: 'useragent mismatch', answer: fail(400, { message: 'useragent mismatch' }) },
  '20': {
    title: 'server trouble (500, 502, 503, 560, 572)',
    answer: ({ status }) => ({ status: status ?? 500, html: errorPage() }),
  },
  '21': { title: 'timeout on their side', answer: bare(408) },
  '22': {
    title: 'app version unsupported',
    answer: fail(467, { message: 'Unsupported', error_type: 'needs_upgrade' }),
  },
  '23': { title: 'retired surface: 201, empty', answer: bare(201) },
  '24': {
    title: 'login wall',
    lasting: { kind: 'death', disguise: 'login-wall' },
    answer: ({ status }) => ({ status: status ?? 200, html: loginWall() }),
  },
  '24b': {
    title: 'HTML app shell while logged in',
    answer: (scene) => ({ status: 200, html: shellPage(accountOf(scene)) }),
  },
  '24c': { title: 'HTML error page with 200', answer: () => ({ status: 200, html: errorPage() }) },
  '24d': {
    title: 'the screen of the saved account',
    lasting: { kind: 'death', disguise: 'saved-account' },
    answer: (scene) => ({ status: 200, html: savedAccountPage(sessionAccountOf(scene)) }),
  },
  '25': { title: 'ok, but nothing in the list', answer: withoutUsers },
  '26': {
    title: '200 with status fail',
    answer: (scene) => ({
      status: 200,
      json: { message: scene.message ?? PLEASE_WAIT, status: 'fail' },
    }),
  },
  '27': { title: 'expected key missing', answer: withoutData },
  '28': {
    title: 'body prefixed with for (;;);',
    async answer(scene) {
      const { json, jsonText, ...rest } = await scene.ordinary()
      if (json === undefined && jsonText === undefined) return rest
      return { ...rest, jsonText: `for (;;);${jsonText ?? JSON.stringify(json)}` }
    },
  },
  '29': {
    title: 'connection cut half way',
    answer: async (scene) => ({ ...(await scene.ordinary()), cut: true }),
  },
  '29-reset': {
    title: 'only the stream cut half way',
    answer: async (scene) => ({ ...(await scene.ordinary()), cut: 'stream' }),
  },
  '29-truncated': {
    title: 'truncated JSON in a whole answer',
    answer: async (scene) => ({ ...(await scene.ordinary()), truncate: true }),
  },
  '29-slow': {
    title: 'the ordinary answer, five seconds late',
    answer: async (scene) => ({ ...(await scene.ordinary()), delayMs: 5_000 }),
  },
  '29-drip': {
    title: 'headers at once, then the body in pieces over five seconds',
    answer: async (scene) => ({ ...(await scene.ordinary()), bodyPace: 'drip' }),
  },
  '29-stalled': {
    title: 'headers and half of the body, then nothing more',
    answer: async (scene) => ({ ...(await scene.ordinary()), bodyPace: 'stall' }),
  },
  '29-silent': { title: 'no answer ever', answer: () => ({ status: 200, silent: true }) },
  '30': {
    title: 'sessionid deleted by Set-Cookie',
    lasting: { kind: 'death', disguise: 'delete-cookie' },
    always: true,
    answer: sessionDeleted,
  },
  '31': {
    title: 'account disabled',
    lasting: { kind: 'standing', standing: 'disabled' },
    answer: fail(400, {
      message:
        'Your account has been disabled for violating our terms. ' +
        'Learn how you may be able to restore your account.',
      error_title: 'Your account has been disabled',
      error_type: 'inactive user',
      help_url: 'https://help.instagram.com/366993040048856',
    }),
  },
  '32': {
    title: 'checkpoint and logout at once',
    lasting: { kind: 'death', disguise: 'plain' },
    answer: fail(400, {
      message: 'checkpoint_logged_out',
      checkpoint_url: '/integrity/checkpoint/?next=%2F',
      lock: true,
    }),
  },
  '38': {
    title: 'private and not followed',
    answer: fail(400, { message: 'Not authorized to view user' }),
  },
  '38-empty': {
    title: 'private and not followed, as it was once',
    answer: () => ({ status: 200, json: { status: 'ok', users: [] } }),
  },
  '39': { title: 'no such user', answer: fail(404, { message: 'User not found' }) },
  '39b': {
    title: 'schema fault for business profiles',
    answer: fail(400, {
      message:
        'Asset asset://laser.provider/ig_business_category_subvertical has been deleted. ' +
        'You cannot use this schema',
    }),
  },
  '39c': { title: 'bad parameter', answer: fail(400, { message: '' }) },
}

/** Rows whose injection counts as a throttle's answer. */
export const THROTTLE_ROWS: ReadonlySet<string> = new Set(['1', '1-bare', '1b', '1c', '16', '18'])

/** An answer of that row, without the ordinary answer at hand. */
export function rowAnswer(
  row: string,
  world: World,
  request: SimRequest,
  viewer: Viewer,
): SimAnswer | Promise<SimAnswer> {
  const found = ROWS[row] ?? ROWS['1']
  if (!found) throw new Error('the table of rows has no row 1')
  const ordinary = () => Promise.resolve<SimAnswer>({ status: 500 })
  return found.answer({ world, request, viewer, ordinary })
}

async function withoutUsers(scene: RowScene): Promise<SimAnswer> {
  const { jsonText, ...answer } = await scene.ordinary()
  const json = jsonText === undefined ? answer.json : JSON.parse(jsonText)
  if (!isRecord(json) || !('users' in json)) return { ...answer, json }
  const { next_max_id: _cursor, ...rest } = json
  return { ...answer, json: { ...rest, users: [], has_more: false } }
}

async function withoutData(scene: RowScene): Promise<SimAnswer> {
  const { jsonText, ...answer } = await scene.ordinary()
  if (jsonText !== undefined) return { ...answer, json: { status: 'ok' } }
  if (!isRecord(answer.json)) return answer
  const json = 'data' in answer.json ? { data: { user: null }, status: 'ok' } : { status: 'ok' }
  return { ...answer, json }
}

async function sessionDeleted(scene: RowScene): Promise<SimAnswer> {
  const answer = await fail(403, { message: 'login_required' })(scene)
  return { ...answer, setCookies: [scene.world.deletedSessionCookie()] }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
