/** What a body is, before anything in it is believed. */
export type Reading =
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'empty' }
  | { readonly kind: 'html'; readonly page: 'login-wall' | 'error' | 'other' }
  /** Began as JSON and does not end as it: cut short on the way. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'text'; readonly text: string }

const GUARD = 'for (;;);'

/** Reads a body strictly; the `content-type` is not asked, for it is not reliable. */
export function readBody(body: string): Reading {
  const trimmed = body.replace(/^\uFEFF/, '').trim()
  const text = trimmed.startsWith(GUARD) ? trimmed.slice(GUARD.length).trim() : trimmed
  if (text === '') return { kind: 'empty' }
  if (text.startsWith('<')) return { kind: 'html', page: readHtml(text) }
  try {
    const json: unknown = JSON.parse(text)
    return { kind: 'json', json }
  } catch {
    return /^[[{]/.test(text) ? { kind: 'broken' } : { kind: 'text', text }
  }
}

const LOGIN_TITLES: ReadonlySet<string> = new Set(['Login • Instagram', 'Log in • Instagram'])
const ERROR_TITLE =
  /^(?:(?:facebook|instagram)\s*[|•·-]\s*)?error(?:\s*[|•·-]\s*(?:facebook|instagram))?$/i

/**
 * Says what page came instead of JSON. Only markup is looked at: what stands in a script is data,
 * and a biography may hold any word (facts 4.1 rows 24, 24b, 24c; markup: facts 5.3).
 */
function readHtml(html: string): 'login-wall' | 'error' | 'other' {
  const markup = withoutData(html)
  const title = (/<title[^>]{0,200}>([^<]{0,300})/i.exec(markup)?.[1] ?? '').trim()
  const isWall =
    LOGIN_TITLES.has(title) ||
    /<(?:html|body)\b[^>]{0,2000}\bclass="[^"]{0,1000}\bnot-logged-in\b/i.test(markup) ||
    /<input\b[^>]{0,1000}\btype=["']?password\b/i.test(markup) ||
    // The login of 2026 is drawn by script from an inert block of this name (facts 5.2).
    /<script\b[^>]{0,1000}>[^<]{0,20000}"caa_login_form_data"/i.test(html)
  if (isWall) return 'login-wall'
  return ERROR_TITLE.test(title) ? 'error' : 'other'
}

// Split by hand: a pattern that spans a whole script would be slow on half a megabyte.
function withoutData(html: string): string {
  const lower = html.toLowerCase()
  const kept: string[] = []
  let at = 0
  for (const [open, close] of dataSpans(lower)) {
    kept.push(html.slice(at, open))
    at = close
  }
  kept.push(html.slice(at))
  return kept.join('')
}

function* dataSpans(lower: string): Generator<[number, number]> {
  const opener = /<(?:script|style|template|textarea)\b|<!--/g
  for (let found = opener.exec(lower); found; found = opener.exec(lower)) {
    const closer = found[0] === '<!--' ? '-->' : `</${found[0].slice(1)}`
    const end = lower.indexOf(closer, found.index)
    const close = end === -1 ? lower.length : end
    yield [found.index, close]
    opener.lastIndex = Math.max(close, found.index + 1)
  }
}
