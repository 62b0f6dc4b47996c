import { instagramPath } from '../wire/instagram-path.ts'

/** What a body is, before anything in it is believed. */
export type Reading =
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'empty' }
  | { readonly kind: 'html'; readonly page: HtmlPage }
  /** Began as JSON and does not end as it: cut short on the way. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'text'; readonly text: string }

/** What a page of HTML is; `saved-account` offers to go on as an account and to sign up (facts 13). */
export type HtmlPage = 'login-wall' | 'saved-account' | 'error' | 'other'

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
function readHtml(html: string): HtmlPage {
  const markup = withoutData(html)
  const title = (/<title[^>]{0,200}>([^<]{0,300})/i.exec(markup)?.[1] ?? '').trim()
  const isWall =
    LOGIN_TITLES.has(title) ||
    tags(markup, 'html').some(isForGuests) ||
    tags(markup, 'body').some(isForGuests) ||
    tags(markup, 'input').some((tag) => /\stype=["']?password\b/i.test(tag)) ||
    // The login of 2026 is drawn by script from an inert block of this name (facts 5.2). Inside a
    // text of that JSON its quotes would be escaped.
    html.includes('"caa_login_form_data"')
  if (isWall) return 'login-wall'
  // Pages for members never link to the sign-up, and guests' pages always do (facts 13).
  if (tags(markup, 'a').some(leadsToSignUp)) return 'saved-account'
  return ERROR_TITLE.test(title) ? 'error' : 'other'
}

function leadsToSignUp(tag: string): boolean {
  const href = /\shref=["']?([^"'\s>]+)/i.exec(tag)?.[1]
  return href !== undefined && instagramPath(href)?.startsWith('/accounts/emailsignup') === true
}

const TAGS_MAX = 500
const TAG_CHARS_MAX = 2_000

// Goes over the markup once, so that no page, however made, costs more than its length.
function tags(markup: string, name: string): readonly string[] {
  const found: string[] = []
  const opener = new RegExp(`<${name}\\b`, 'gi')
  for (let at = opener.exec(markup); at && found.length < TAGS_MAX; at = opener.exec(markup)) {
    const end = markup.indexOf('>', at.index)
    if (end === -1) break
    found.push(markup.slice(at.index, Math.min(end, at.index + TAG_CHARS_MAX)))
    opener.lastIndex = end
  }
  return found
}

function isForGuests(tag: string): boolean {
  return /\sclass="(?:[^"]*\s)?not-logged-in[\s"]/i.test(tag)
}

// Step by step: a pattern that spans a whole script would be slow on half a megabyte.
function withoutData(html: string): string {
  const opener = /<(?:script|style|template|textarea)\b|<!--/gi
  const kept: string[] = []
  let at = 0
  for (let found = opener.exec(html); found; found = opener.exec(html)) {
    kept.push(html.slice(at, found.index))
    const name = found[0].slice(1)
    const closer = name === '!--' ? /-->/g : new RegExp(`</${name}\\b`, 'gi')
    closer.lastIndex = opener.lastIndex
    at = closer.exec(html)?.index ?? html.length
    opener.lastIndex = at
  }
  kept.push(html.slice(at))
  return kept.join('')
}
