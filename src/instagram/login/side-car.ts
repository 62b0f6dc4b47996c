import { z } from 'zod'
import { cleanText } from '../wire/outside-text.ts'
import type { LoginOutcome } from './outcome.ts'
import { challenged } from './refusals.ts'
import { StallWatch, withoutStall } from './stall.ts'

/**
 * The instagrapi side-car (`aiograpi-rest`, before its version 1 `instagrapi-rest`), as its API
 * guide describes it: `POST /auth/login` with a form gives a session id as a JSON string, or an
 * error with `detail` and `exc_type`; `GET /auth/settings` gives what the login has left behind.
 */
export class SideCar {
  readonly #url: URL
  readonly #timeoutMs: number

  constructor(options: { readonly url: URL; readonly timeoutMs: number }) {
    this.#url = options.url
    this.#timeoutMs = options.timeoutMs
  }

  /** Logs in once. It is not aborted: a login that succeeded must not be lost. */
  async login(ask: SideCarLogin): Promise<SideCarAnswer> {
    using watch = new StallWatch()
    const answer = await this.#login(ask)
    if (answer.kind !== 'outcome') return answer
    return { ...answer, outcome: withoutStall(answer.outcome, watch.longestMs(), this.#timeoutMs) }
  }

  async #login(ask: SideCarLogin): Promise<SideCarAnswer> {
    const form = new URLSearchParams({ username: ask.username, password: ask.password })
    if (ask.code !== null) form.set('verification_code', ask.code)
    if (ask.proxy !== null) form.set('proxy', ask.proxy)
    if (ask.locale !== null) form.set('locale', ask.locale)
    const answer = await this.#ask('POST', 'auth/login', { body: form })
    if (answer.kind === 'no-answer') return { kind: 'outcome', outcome: unreachable(answer.detail) }
    const { status, body } = answer
    const session = SessionId.safeParse(body).data
    if (status === 200 && session !== undefined) {
      return { kind: 'session', sessionId: session, cookies: await this.#cookies(session) }
    }
    return readRefusal(status, Failure.safeParse(body).data ?? { detail: '', exc_type: '' })
  }

  /** Cookies that the login has beside its session; none where it does not tell. */
  async #cookies(session: string): Promise<Readonly<Record<string, string>>> {
    const headers = { 'x-session-id': session }
    const answer = await this.#ask('GET', 'auth/settings', { headers })
    if (answer.kind === 'no-answer' || answer.status !== 200) return {}
    return Settings.safeParse(answer.body).data?.cookies ?? {}
  }

  async #ask(
    method: string,
    path: string,
    with_: { readonly body?: URLSearchParams; readonly headers?: Record<string, string> },
  ): Promise<Answer> {
    try {
      const answer = await fetch(new URL(path, this.#url), {
        method,
        ...with_,
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      const text = await bounded(answer)
      return { kind: 'answer', status: answer.status, body: json(text) }
    } catch (error) {
      // Its own words may hold what was sent.
      const code = error instanceof Error && error.cause instanceof Error ? error.cause : error
      const name = code instanceof Error && 'code' in code ? String(code.code) : 'no answer'
      return { kind: 'no-answer', detail: cleanText(name, 100) }
    }
  }
}

/** A login as the side-car is asked for it. `proxy` is an address with its password. */
export type SideCarLogin = {
  readonly username: string
  readonly password: string
  readonly code: string | null
  readonly proxy: string | null
  readonly locale: string | null
}

/** What the side-car says. */
export type SideCarAnswer =
  /** A session of the app's; what it is worth on the web nobody knows yet. */
  | {
      readonly kind: 'session'
      readonly sessionId: string
      readonly cookies: Readonly<Record<string, string>>
    }
  /** It wants a code: ask again with one. */
  | { readonly kind: 'code-wanted' }
  | { readonly kind: 'outcome'; readonly outcome: Exclude<LoginOutcome, { kind: 'logged-in' }> }

type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'no-answer'; readonly detail: string }

const ANSWER_BYTES_MAX = 256 * 1024
const SessionId = z.string().min(20).max(500)
const Failure = z.object({
  detail: z.coerce.string().default(''),
  exc_type: z.string().default(''),
})
const Settings = z.object({ cookies: z.record(z.string(), z.string()).default({}) })

/** What an error means. Its names are those of aiograpi's exceptions. Pure. */
export function readRefusal(
  status: number,
  { detail, exc_type: name }: { readonly detail: string; readonly exc_type: string },
): SideCarAnswer {
  const said = cleanText(`${name} ${detail}`.trim() || `status ${status}`, 200)
  const outcome = (outcome: Exclude<LoginOutcome, { kind: 'logged-in' }>): SideCarAnswer => ({
    kind: 'outcome',
    outcome,
  })
  if (/needs_upgrade|unsupported_version|update instagram|upgrade/i.test(`${name} ${detail}`)) {
    return outcome({ kind: 'needs-upgrade', detail: said })
  }
  if (name === 'TwoFactorRequired') return { kind: 'code-wanted' }
  if (/^(Challenge|Checkpoint|Captcha|Consent)/.test(name) || status === 403) {
    return outcome(challenged('/challenge/', said))
  }
  if (/^AccountSuspended/.test(name)) return outcome({ kind: 'suspended', detail: said })
  if (/the username you entered/i.test(detail)) {
    return outcome({ kind: 'unknown-user', detail: said })
  }
  if (status === 429 || /^(SentryBlock|ProxyAddressIsBlocked)/.test(name)) {
    return outcome({ kind: 'throttled', detail: said })
  }
  // Of the app's password nothing is believed: right ones have been refused for months (facts 5.4).
  return outcome({ kind: 'technical', code: 'UNKNOWN_PAGE', detail: `the side-car says: ${said}` })
}

function unreachable(detail: string): Exclude<LoginOutcome, { kind: 'logged-in' }> {
  return { kind: 'technical', code: 'UNREACHABLE', detail: `no side-car answers (${detail})` }
}

async function bounded(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the side-car answers with more than it should')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
