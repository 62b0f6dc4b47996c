import { deletesSession } from '../cookies/cookies.ts'
import { instagramPath, shownPath } from '../wire/instagram-path.ts'
import { cleanText } from '../wire/outside-text.ts'
import type { Answer } from '../wire/transport.ts'
import type { Failure } from './refusals.ts'
import type { Evidence } from './verdict.ts'

const MESSAGE_CHARS_MAX = 160
const WORD_CHARS_MAX = 60
const RAW_CHARS_MAX = 2000

/** What can be told of an answer without telling a secret. `failure` is null for a good body. */
export function evidenceOf(row: string, answer: Answer, failure: Failure | null): Evidence {
  if (answer.kind === 'no-answer') {
    return { ...NOTHING, row, message: shown(answer.detail, [], MESSAGE_CHARS_MAX) }
  }
  const secrets = secretsOf(answer.setCookies)
  const tell = (text: string | null | undefined, charsMax: number): string | null =>
    typeof text === 'string' && text !== '' ? shown(text, secrets, charsMax) : null
  const path = answer.location === null ? null : instagramPath(answer.location)
  return {
    row,
    status: answer.status,
    message: tell(failure?.message, MESSAGE_CHARS_MAX),
    errorType: tell(failure?.errorType, WORD_CHARS_MAX),
    logoutReason: failure?.logoutReason ?? null,
    logoutExpectedness: tell(failure?.logoutExpectedness, WORD_CHARS_MAX),
    redirect: path === null ? null : shownPath(path),
    contentType: tell(answer.headers['content-type'], WORD_CHARS_MAX),
    bodyChars: answer.body.length,
    protocol: answer.protocol,
    sessionDeleted: deletesSession(answer),
  }
}

const NOTHING: Evidence = {
  row: '',
  status: null,
  message: null,
  errorType: null,
  logoutReason: null,
  logoutExpectedness: null,
  redirect: null,
  contentType: null,
  bodyChars: 0,
  protocol: null,
  sessionDeleted: false,
}

// Links carry nonces; long runs without a space are tokens, unless they are plain words.
const LINK = /\b(?:https?|javascript|data):\S+/gi
const TOKEN = /[A-Za-z0-9_\-%+/=.:~|]{20,}/g
const CODE_WORD = /^[a-z]+(?:_[a-z]+)*$/

function shown(text: string, secrets: readonly string[], charsMax: number): string {
  let told = cleanText(text.slice(0, RAW_CHARS_MAX), RAW_CHARS_MAX)
  for (const secret of secrets) told = told.replaceAll(secret, '[cut]')
  told = told
    .replace(LINK, '[link]')
    .replace(TOKEN, (token) => (CODE_WORD.test(token) ? token : '[cut]'))
  return cleanText(told, charsMax)
}

const SECRET_CHARS_MIN = 4

// The longest first, so that a value that holds another one goes whole.
function secretsOf(setCookies: readonly string[]): readonly string[] {
  const values = setCookies.flatMap((line) => {
    const pair = line.split(';')[0] ?? ''
    const value = pair.slice(pair.indexOf('=') + 1).trim()
    const cleaned = cleanText(value, RAW_CHARS_MAX)
    return [value, cleaned, value.replace(/^"|"$/g, ''), decoded(value)]
  })
  return [...new Set(values)]
    .filter((value) => value.length >= SECRET_CHARS_MIN)
    .sort((one, other) => other.length - one.length)
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
