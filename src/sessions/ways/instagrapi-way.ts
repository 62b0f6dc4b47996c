import { withCredential } from '../../credentials/credential-store.ts'
import { type Cookie, fitCookie } from '../../instagram/cookies/cookie.ts'
import type { Device, SessionState } from '../../instagram/cookies/session-state.ts'
import { newDevice } from '../../instagram/login/device.ts'
import { type LoginOutcome, withCleanWords } from '../../instagram/login/outcome.ts'
import type { SideCar } from '../../instagram/login/side-car.ts'
import type { WayProxy } from '../../instagram/wire/proxy.ts'
import { proxyUrl } from '../../instagram/wire/proxy-address.ts'
import type { Random } from '../../kernel/ids.ts'
import type { LoginWay, WayOutcome } from '../renewal.ts'
import { type CodeContext, freshCode, refusedCode } from './fresh-code.ts'

type InstagrapiContext = CodeContext & {
  readonly random: Random
  /** The operator's way out, for accounts without one of their own. */
  readonly proxy: WayProxy | null
  /** What our own browser says of itself: the session goes on with it. */
  ownUserAgent(): Promise<string>
}

/**
 * Logging in with the instagrapi side-car, by the way out that the account has anyway. Its session
 * is one of the app's: whether the web accepts it is asked before it is used, as of every other.
 */
export function instagrapiWay(context: InstagrapiContext, sideCar: SideCar): LoginWay {
  return {
    name: 'instagrapi',
    looks: false,
    unproved: 'the web does not accept the session that the side-car has made',
    load() {},
    prepare() {},
    async login({ account, state, mayLogIn, proxy, beforeForm, onFormSent }, signal) {
      const { credentialId } = account
      if (!mayLogIn || credentialId === null) {
        return { outcome: { kind: 'password-missing' }, formSent: false, left: null }
      }
      return withCredential(context, credentialId, async ({ username, password, totpSecret }) => {
        const device = state?.device ?? newDevice(context.random, await agentOf(context))
        const way = proxy ?? context.proxy
        const ask = {
          username,
          password,
          proxy: way === null ? null : proxyUrl(way),
          locale: device.locale.replace('-', '_'),
        }
        signal.throwIfAborted()
        await beforeForm()
        signal.throwIfAborted()
        onFormSent()
        let answer = await sideCar.login({ ...ask, code: null })
        if (answer.kind === 'code-wanted' && totpSecret !== null) {
          const typed = await freshCode(context, account.username, credentialId, totpSecret)
          answer = await sideCar.login({ ...ask, code: typed.code })
          if (answer.kind === 'code-wanted') {
            const detail = 'the side-car asks for another code'
            return sent(refusedCode({ kind: 'code-rejected', detail }, typed, context.clock))
          }
        }
        if (answer.kind === 'code-wanted') return sent({ kind: 'code-needed' })
        if (answer.kind === 'outcome') return sent(answer.outcome)
        const made = stateOf(answer, device, state)
        if (made !== null) return sent({ kind: 'logged-in', state: made, typed: true })
        const detail = 'the side-car gives a session that no browser could send'
        return sent({ kind: 'technical', code: 'UNKNOWN_PAGE', detail })
      })
    },
  }
}

function sent(outcome: LoginOutcome): WayOutcome {
  return { outcome: withCleanWords(outcome), formSent: true, left: null }
}

/** Without a browser on this machine the account is the plainest there is. */
async function agentOf(context: InstagrapiContext): Promise<string> {
  return context.ownUserAgent().catch(() => PLAIN_AGENT)
}

const PLAIN_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

/** Cookies of the app's login that the web knows, too (facts 1.1). */
const SHARED = ['csrftoken', 'mid', 'ig_did', 'rur', 'datr'] as const

/** What the web is to be shown; null for a session that could not be sent. */
function stateOf(
  made: { readonly sessionId: string; readonly cookies: Readonly<Record<string, string>> },
  device: Device,
  before: SessionState | null,
): SessionState | null {
  const pk = /^(\d{1,20})(?:%3A|:)/i.exec(made.sessionId)?.[1]
  if (pk === undefined) return null
  const values = new Map<string, string>()
  // The device that Instagram knows stays the same where it was known before.
  for (const cookie of before?.cookies ?? []) {
    if (SHARED.some((name) => name === cookie.name)) values.set(cookie.name, cookie.value)
  }
  for (const name of SHARED) {
    const value = made.cookies[name]
    if (value !== undefined && !values.has(name)) values.set(name, value)
  }
  const sessionid = made.sessionId.replaceAll(':', '%3A')
  values.set('sessionid', sessionid).set('ds_user_id', pk)
  const cookies = [...values].flatMap(([name, value]) => fitCookie(cookieOf(name, value)) ?? [])
  if (!cookies.some(({ name }) => name === 'sessionid')) return null
  return { cookies, origins: [...(before?.origins ?? [])], device, wwwClaim: '0' }
}

function cookieOf(name: string, value: string): Cookie {
  return {
    name,
    value,
    domain: '.instagram.com',
    path: '/',
    // Instagram says until when with its first answer.
    expires: -1,
    httpOnly: name !== 'csrftoken' && name !== 'ds_user_id',
    secure: true,
    sameSite: 'Lax',
  }
}
