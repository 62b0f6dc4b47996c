import type { LoginOutcome } from './outcome.ts'

/** A login that Instagram itself answered with something else than a session. */
export type Refusal = Exclude<
  LoginOutcome,
  { readonly kind: 'logged-in' | 'needs-upgrade' | 'technical' }
>

/**
 * What a sentence of Instagram means for a login, or null if it is none that we know. The sentences
 * are those of the login page, old and new, and of its JSON answers (facts 4.1 rows 1, 10, 15, 31,
 * 33-37; facts 5.3).
 */
export function refusalInText(text: string): Refusal | null {
  const plain = text.replace(/[\u2018\u2019]/g, "'")
  for (const [pattern, refusal] of SENTENCES) {
    const found = pattern.exec(plain)?.[0]
    if (found !== undefined) return refusal(found)
  }
  return null
}

const wrongPassword = (detail: string): Refusal => ({ kind: 'wrong-password', detail })
const unknownUser = (detail: string): Refusal => ({ kind: 'unknown-user', detail })
const throttled = (detail: string): Refusal => ({ kind: 'throttled', detail })
const suspended = (detail: string): Refusal => ({ kind: 'suspended', detail })

/** The first that matches decides; the account's state goes before the password's. */
const SENTENCES: readonly (readonly [RegExp, (detail: string) => Refusal])[] = [
  [/we('ve)? suspended your account/i, suspended],
  [/your account (has been|was) (disabled|suspended)/i, suspended],
  [/we('ve)? disabled your account/i, suspended],
  [/we've reset your password/i, wrongPassword],
  [/please wait a few minutes before you try again/i, throttled],
  [/too many requests/i, throttled],
  [/we limit how often you can do certain things/i, throttled],
  [/there was a problem logging you into instagram/i, throttled],
  [/there was an error with your request/i, throttled],
  [/there was a problem with your request/i, throttled],
  [/we're sorry, but something went wrong/i, throttled],
  [/oops, an error occurred/i, throttled],
  [/username you entered doesn't (appear to )?belong to an account/i, unknownUser],
  [/(can't|couldn't|can not|cannot) find (an|your) account/i, unknownUser],
  [/your password was incorrect/i, wrongPassword],
  [/the login information you entered is incorrect/i, wrongPassword],
  [/the password you entered is incorrect/i, wrongPassword],
  [/incorrect (username or )?password/i, wrongPassword],
]

/** Sentences with which Instagram asks for a human (facts 4.1 row 10, facts 5.3). */
export const HUMAN_WANTED =
  /suspicious login attempt|help us confirm it's you|we suspect automated behaviou?r|confirm (that )?you're human|waiting for approval|check your notifications on another device|approve (the|this|your) login/i

/**
 * What the address of a page says about a login, or null if it is an ordinary one (facts 4.1 rows
 * 6-9 and 32). Code entries are not judged here: some of them want a code that we can compute.
 */
export function refusalInPath(path: string): Refusal | null {
  if (/\/(suspended|disabled)(\/|$)/.test(path)) {
    return { kind: 'suspended', detail: `Instagram leads to ${publicPath(path)}` }
  }
  const asked = HUMAN_PATHS.find(([start]) => start.test(path))?.[1]
  return asked === undefined ? null : challenged(path, asked)
}

const HUMAN_PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/challenge(\/|$)/, 'Instagram asks who is there'],
  [/^(\/integrity)?\/checkpoint(\/|$)/, 'Instagram holds the account at a checkpoint'],
  [/^(\/privacy)?\/consent(\/|$)/, 'Instagram asks for consent to its terms'],
  [/^\/auth_platform(\/|$)/, 'Instagram wants to verify who logs in'],
]

/** A human is wanted at `path`. */
export function challenged(path: string, detail: string): Refusal {
  return { kind: 'challenged', where: publicPath(path), detail }
}

/** `path` with the ids and one-time tokens in it replaced by `*`: they do not belong into a log. */
export function publicPath(path: string): string {
  const [plain = ''] = path.split(/[?#]/)
  const named = /^\/(challenge|checkpoint)\//.exec(plain)?.[0] ?? ''
  return (named + plain.slice(named.length).replace(named ? /[^/]+/g : ONE_TIME, '*')).slice(0, 120)
}

/** A part of a path that is long, or has digits and is no short word. */
const ONE_TIME = /(?<=\/)([^/]{25,}|(?=[^/]*\d)[\w%.~=-]{6,})(?=\/|$)/g
