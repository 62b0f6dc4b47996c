import { isCookieName } from './cookie.ts'
import { CookiesUnreadableError, FORMS, fromHeader, type Raw, withDot } from './pasted-form.ts'

/** The cookies in text that is no JSON: a value, a header, a table, or a text with one of them. */
export function fromText(pasted: string): readonly Raw[] {
  if (/[\0\u{fffd}]/u.test(pasted)) {
    throw new CookiesUnreadableError(
      `That is no text: a session file of instaloader, or a browser's own database, perhaps. ${FORMS}`,
    )
  }
  const lines = pasted.split(/\r?\n/).filter((line) => line.trim() !== '')
  for (const fromLine of [fromNetscape, fromToolsRow]) {
    const rows = lines.map(fromLine).filter((row) => row !== undefined)
    if (rows.length > 0) return rows
  }
  if (/^[^=;\s]+$/.test(pasted) && !/^sessionid:/i.test(pasted)) {
    return [{ name: 'sessionid', value: pasted }]
  }
  for (const line of lines) {
    const named = /^sessionid\s*:\s*"?([^\s";]+)"?\s*;?$/i.exec(line.trim())?.[1]
    if (named !== undefined) return [{ name: 'sessionid', value: named }]
  }
  const answers = lines.filter((line) => /^set-cookie:/i.test(line.trimStart()))
  if (answers.length > 0) return answers.flatMap(fromAnswerLine)
  return fromHeader(headerIn(pasted, lines))
}

/** The `Cookie` header of a request that was copied whole, or as a curl command. */
function headerIn(pasted: string, lines: readonly string[]): string {
  // Blanks are trimmed later: what may be one of either takes the square of their number here.
  const curl =
    /(?:-H|--header)\s+\$?'cookie:([^']*)'/i.exec(pasted) ??
    /(?:-H|--header)\s+"cookie:((?:\\.|[^"\\])*)"/i.exec(pasted) ??
    /(?:-b|--cookie)\s+\$?'([^']*)'/i.exec(pasted)
  if (curl?.[1] !== undefined) return curl[1].replaceAll('\\"', '"')
  const whole = lines.find((line) => /^\s*cookie:\s*\S/i.test(line))
  if (whole !== undefined) return whole.trim()
  // Chromium's tools copy a header's name and value as two lines.
  const name = lines.findIndex((line) => /^\s*cookie:?\s*$/i.test(line))
  return name >= 0 ? (lines[name + 1] ?? '') : lines.join(' ')
}

/** The cookie of a `Set-Cookie` line; its attributes are none. */
function fromAnswerLine(line: string): readonly Raw[] {
  return fromHeader(line.replace(/^\s*set-cookie:\s*/i, '').split(';')[0] ?? '')
}

// domain, with subdomains, path, secure, expiry, name, value; tabs may have become spaces, and
// Python's cookie jar leaves the expiry of a session cookie empty.
function fromNetscape(line: string): Raw | undefined {
  const httpOnly = line.startsWith('#HttpOnly_')
  if (line.startsWith('#') && !httpOnly) return undefined
  const bare = httpOnly ? line.slice('#HttpOnly_'.length) : line
  const fields = bare.trim().split(bare.includes('\t') ? '\t' : /\s+/)
  const [domain, subdomains, path, secure, expiry, name, ...rest] = fields
  if (domain === undefined || name === undefined || rest.length === 0) return undefined
  if (!isFlag(subdomains) || !isFlag(secure)) return undefined
  if (!/^(?:-?\d+(?:\.\d+)?)?$/.test(expiry?.trim() ?? '')) return undefined
  return {
    name,
    value: rest.join(' ').trim(),
    domain: subdomains?.toUpperCase() === 'TRUE' ? withDot(domain) : domain,
    path: path ?? '/',
    expires: Number(expiry),
    httpOnly,
    secure: secure?.toUpperCase() === 'TRUE',
  }
}

function isFlag(text: string | undefined): boolean {
  return /^(?:true|false)$/i.test(text ?? '')
}

// The cookie table of the developer tools: name, value, domain, path, expiry, and what differs
// between browsers. Of a row that was marked in part, name and value.
function fromToolsRow(line: string): Raw | undefined {
  const tabbed = line.includes('\t')
  const fields = line.trim().split(tabbed ? /\t/ : /\s+/)
  const [name = '', value = '', domain, path, expiry = ''] = fields.map((field) => field.trim())
  if (!isCookieName(name) || name.includes('=') || value === '' || /\s/.test(value)) {
    return undefined
  }
  if (domain === undefined) return tabbed ? { name, value } : undefined
  if (!/^\.?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(domain)) return undefined
  const ends = /^\d{4}-\d\d-\d\dT/.test(expiry) ? Date.parse(expiry) : Date.parse(expiry || 'none')
  return {
    name,
    value,
    domain,
    ...(path?.startsWith('/') ? { path } : {}),
    expires: Number.isNaN(ends) ? -1 : ends / 1000,
  }
}
