import { type Route, redirect, type SimAnswer, type SimRequest } from '../wire/route.ts'
import type { Account } from '../world/accounts.ts'
import type { SentCode } from '../world/world.ts'
import type { Desk, PendingLogin } from './desk.ts'
import type { GraphqlInput, Mutation } from './mutation.ts'
import { pageAnswer } from './page-answer.ts'
import { loginSettings } from './settings.ts'
import { claimHeader } from './web-answers.ts'
import { TEXTS } from './wording.ts'

const CHANNELS = ['EMAIL', 'SMS', 'WHATSAPP'] as const

/**
 * The newer verification flow (facts 5.2). A login that waits is named by `apc`; one with a TOTP
 * code goes straight to the code page, a challenged one chooses first how its code shall come.
 */
export function authPlatformRoutes(desk: Desk): readonly Route[] {
  const get = (path: string, handle: (request: SimRequest, login: PendingLogin) => SimAnswer) =>
    ({
      host: 'www.instagram.com',
      method: 'GET',
      path,
      surface: 'page:auth-platform',
      handle(request) {
        const pending = desk.find(request.query.get('apc') ?? '')
        if (pending) return handle(request, pending)
        return redirect(
          'https://www.instagram.com/accounts/login/',
          desk.world.visitorCookies(request),
        )
      },
    }) satisfies Route
  return [
    get('/auth_platform/', (request, pending) =>
      redirect(nextPage(desk, pending), desk.world.visitorCookies(request)),
    ),
    // Nobody passes it here: it is what a human would have to do.
    get('/auth_platform/recaptcha/', (request) =>
      pageAnswer(desk, request, 'Instagram', {
        view: 'notice',
        title: "Help us confirm it's you",
        lines: ["Confirm that you're human to use your account."],
      }),
    ),
    // Approved on another device, which the account's standing tells, it lets the login through.
    get('/auth_platform/afad/', (request, pending) => {
      if (pending.account.standing === 'ok') {
        const { session, setCookies } = desk.finish(pending, true)
        const home = redirect('https://www.instagram.com/', setCookies)
        return { ...home, headers: { ...home.headers, ...claimHeader(session) } }
      }
      const picker = `/auth_platform/challengepicker/?apc=${pending.key}`
      return pageAnswer(desk, request, 'Instagram', {
        view: 'notice',
        title: 'Check your notifications on another device',
        lines: ['Waiting for approval'],
        way: { text: 'Try another way', to: picker },
      })
    }),
    get('/auth_platform/challengepicker/', (request, pending) =>
      pageAnswer(desk, request, 'Confirm your identity • Instagram', {
        view: 'challenge-picker',
        contacts: CHANNELS.map((channel) => contactOf(pending.account, channel)),
      }),
    ),
    get('/auth_platform/codeentry/', (request, pending) =>
      pending.channel === null
        ? redirect(nextPage(desk, pending), desk.world.visitorCookies(request))
        : pageAnswer(desk, request, 'Enter code • Instagram', {
            view: 'code-entry',
            channel: pending.channel,
            field: loginSettings(desk.world).codeField,
            contact: pending.channel === 'TOTP' ? '' : contactOf(pending.account, pending.channel),
          }),
    ),
  ]
}

/** The operations of these pages, by the documents that clients have recorded in 2026. */
export const mutations: Readonly<Record<string, Mutation>> = {
  // useAuthPlatformSelectChallengeMutation
  '9771607989592788': selectChallenge,
  // useAuthPlatformSubmitCodeMutation, and an older document of it
  '25017097917894476': submitCode,
  '24471258032464286': submitCode,
}

function nextPage(desk: Desk, pending: PendingLogin): string {
  const page =
    pending.channel === null ? FIRST_PAGES[loginSettings(desk.world).challenge] : 'codeentry'
  return `https://www.instagram.com/auth_platform/${page}/?apc=${pending.key}`
}

/** Where a challenged login begins; the older challenges have pages of their own. */
const FIRST_PAGES = {
  confirm: 'challengepicker',
  suspicious: 'challengepicker',
  'auth-platform': 'challengepicker',
  recaptcha: 'recaptcha',
  approval: 'afad',
} as const

/** The contact points as strangers get to see them. */
export function contactOf(account: Account, channel: SentCode['channel']): string {
  return channel === 'EMAIL' ? `${account.username.slice(0, 1)}*****@e****.com` : '+** *** **** 17'
}

function selectChallenge(desk: Desk, _request: SimRequest, input: GraphqlInput): SimAnswer {
  const pending = desk.find(String(input.encrypted_ap_context ?? ''))
  const channel = CHANNELS[Number(input.challenge_index)]
  if (!pending || pending.channel === 'TOTP' || !channel)
    return result('xfb_auth_platform_select_challenge', null)
  pending.channel = channel
  desk.world.sendCode(pending.account, channel)
  return result('xfb_auth_platform_select_challenge', nextPage(desk, pending))
}

function submitCode(desk: Desk, _request: SimRequest, input: GraphqlInput): SimAnswer {
  const pending = desk.find(String(input.encrypted_ap_context ?? ''))
  const code = String(input.code ?? '')
  if (!pending || !desk.checkCode(pending, code)) {
    return result('xfb_auth_platform_submit_code', null)
  }
  const { account } = pending
  if (account.standing === 'challenged') account.standing = 'ok'
  const welcome = desk.finish(pending, true)
  const to = loginSettings(desk.world).oneTap ? '/accounts/onetap/?next=%2F' : '/'
  return {
    ...result('xfb_auth_platform_submit_code', to),
    headers: claimHeader(welcome.session),
    setCookies: welcome.setCookies,
  }
}

/** Without a `redirect` the code, or the choice, was not taken. */
function result(field: string, redirectUri: string | null): SimAnswer {
  const refused = redirectUri === null
  const json = {
    data: {
      [field]: {
        redirect_uri: redirectUri,
        error_style: refused ? 'INLINE' : null,
        error_message: refused ? TEXTS.wrongCode : null,
        ap_error_code: null,
      },
    },
  }
  return { status: 200, json }
}
