import type { Answer } from '../wire/transport.ts'

const DEPTH_MAX = 5
const KEYS_MAX = 40
const CHARS_MAX = 4000
/** A key that is a name of Instagram's own, and not somebody's. */
const OWN_WORD = /^[a-z][a-z0-9_]{0,39}$/
/** Values that are words of a program: they say what happened, and nothing of a person. */
const CODE_WORD = /^[A-Za-z]+(?:[_-][A-Za-z]+){0,6}$/
/** What is said under these names is about the refusal. */
const TELLING = new Set([
  'status',
  'message',
  'error_type',
  'error_title',
  'error_code',
  'error',
  'exception_name',
  'feedback_title',
  'feedback_message',
  'spam',
  'lock',
  'require_login',
  'logout_reason',
  'payload',
])

/**
 * What an answer that no rule knew looks like, so that it can become a rule: the names in it, kinds
 * of values, how many there are, and the words of the refusal; no person, no text of one, no
 * secret.
 */
export function sketchOf(answer: Answer): string {
  if (answer.kind === 'no-answer') return 'no answer'
  try {
    const drawn = draw(JSON.parse(answer.body), '', 0)
    return JSON.stringify(drawn, null, 1).slice(0, CHARS_MAX)
  } catch {
    return sketchOfText(answer.body)
  }
}

function draw(value: unknown, name: string, depth: number): unknown {
  if (Array.isArray(value)) {
    const first = value[0]
    return value.length === 0 ? [] : [`${value.length} of`, draw(first, name, depth + 1)]
  }
  if (typeof value === 'object' && value !== null) return drawObject(value, depth)
  if (typeof value === 'string') return drawText(value, name)
  // A number may be somebody's key; what is true or not is nobody's.
  if (typeof value === 'number') {
    return TELLING.has(name) && Math.abs(value) < 100_000 ? value : '<number>'
  }
  return value
}

function drawObject(value: object, depth: number): unknown {
  if (depth >= DEPTH_MAX) return '<more>'
  const entries = Object.entries(value)
  const drawn = entries
    .slice(0, KEYS_MAX)
    .map(([key, inner], index) => [
      OWN_WORD.test(key) ? key : `<name ${index}>`,
      draw(inner, key, depth + 1),
    ])
  if (entries.length > KEYS_MAX) drawn.push(['<more>', entries.length - KEYS_MAX])
  return Object.fromEntries(drawn)
}

function drawText(text: string, name: string): string {
  if (TELLING.has(name) && CODE_WORD.test(text)) return text
  if (TELLING.has(name)) return sentence(text)
  return `<text ${text.length}>`
}

/** Words of a refusal: links, names, numbers and long runs are cut out of it. */
function sentence(text: string): string {
  return text
    .slice(0, 300)
    .replace(/\b(?:https?|javascript|data):\S+/gi, '<link>')
    .replace(/@[\w.]+/g, '<name>')
    .replace(/\S{20,}/g, '<cut>')
    .replace(/\d{3,}/g, '<number>')
    .replace(/[^\P{C}]+/gu, ' ')
}

/** Of a page: how it calls itself and which parts it has. */
function sketchOfText(body: string): string {
  const tags = new Map<string, number>()
  for (const [, tag = ''] of body.slice(0, 200_000).matchAll(/<([a-z][a-z0-9]{0,15})[\s>]/gi)) {
    tags.set(tag.toLowerCase(), (tags.get(tag.toLowerCase()) ?? 0) + 1)
  }
  const title = /<title[^>]*>([^<]{0,200})/i.exec(body)?.[1] ?? ''
  const parts = [...tags].sort().map(([tag, count]) => `${tag} ${count}`)
  const kind = tags.size === 0 ? 'text' : 'page'
  return `${kind} of ${body.length} characters; title: ${sentence(title)}; ${parts.join(', ')}`.slice(
    0,
    CHARS_MAX,
  )
}
