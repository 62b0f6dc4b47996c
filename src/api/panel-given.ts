import { createHash } from 'node:crypto'
import { PassThrough, type Transform } from 'node:stream'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { systemClock } from '../kernel/clock.ts'
import type { Tell } from '../telemetry/events.ts'
import { type Language, languageOf } from '../words/language.ts'
import { COOKIE_NAMES, cookieOf } from './auth-cookies.ts'
import { codingFor } from './compressed.ts'
import { type DrawPanel, zoneNamed } from './panel-drawn.ts'

/** What the panel asks first, by path. */
export type FirstAsks = {
  /** On every page. */
  readonly all: readonly string[]
  /** On the overview beside that, for its first frame. */
  readonly overview: readonly string[]
  /** There, for what stands below it. */
  readonly behind: readonly string[]
}

/** What is longer than that would hold up everything that comes behind it on a slow line. */
const CHARS_MAX = 100_000
/** Of eleven; see `compressed.ts`. */
const BROTLI_QUALITY = 4

/** What the page is told of an answer beside its text. */
const HEADERS = ['content-type', 'evercheck-version'] as const

/**
 * Whether what a page asks first can go with it: it was opened by somebody who has signed in here,
 * and who does not practise, where another service answers.
 */
export function mayBeGiven({ headers }: FastifyRequest): boolean {
  const cookies = headers.cookie ?? ''
  const has = ({ safe, plain }: { readonly safe: string; readonly plain: string }): boolean =>
    cookieOf(cookies, safe) !== null || cookieOf(cookies, plain) !== null
  return has(COOKIE_NAMES.session) && !has(COOKIE_NAMES.practice)
}

type Page = {
  readonly html: string
  /** What the first frame shows. */
  readonly asks: readonly string[]
  /** What else goes with it. */
  readonly behind: readonly string[]
  /** Where whoever reads now stands among the events: it is asked before anything else is. */
  readonly place: () => Promise<string>
  /** For how long answers are waited for. What takes longer the page asks for itself. */
  readonly waitMs: number
  readonly tell: Tell
  /** Draws the first frame of this page, where it can be drawn before its scripts are there. */
  readonly draw: DrawPanel | null
}

/**
 * Sends a page and, behind all that it is made of, the answers to what it asks first: on a slow
 * line that is one way there and back instead of two. They are asked of the API itself, as the
 * page would: nobody is given what he would be refused. The page begins to travel before they are
 * known. With them goes the place among the events from which they are out of date, and the first
 * frame of session health as its reader's browser would draw it from them.
 */
export function sendWithAnswers(
  app: FastifyInstance,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { html, draw, tell, ...wanted }: Page,
): FastifyReply {
  const chosen = chosenBy(request)
  const files = createHash('sha256').update(html).digest('hex').slice(0, 16)
  const hasFiles = cookieOf(request.headers.cookie ?? '', FILES_COOKIE) === files
  const drawing = draw === null || chosen.zone === null ? null : { draw, zone: chosen.zone }
  const { begin, root, end } = partsOf(asChosen(html, chosen))
  reply.header('set-cookie', `${FILES_COOKIE}=${files}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`)
  const coding = codingFor(request.headers['accept-encoding'])
  const out = compressor(coding)
  reply.headers({ 'cache-control': 'no-store', vary: 'accept-encoding, cookie' })
  if (coding !== null) reply.header('content-encoding', coding)
  if (drawing !== null) out.write(begin.replace('</head>', `${ALL_AT_ONCE}</head>`))
  else out.write(hasFiles ? `${afterItsFiles(begin)}${EMPTY_ROOT}` : begin + root)
  flush(out)
  void given(app, request, { ...wanted, language: chosen.language }, (answers) => {
    if (drawing === null) return
    out.write(drawnBy({ ...drawing, tell }, answers, chosen.language))
    flush(out)
  }).then((known) => out.end(scriptOf(known) + end))
  return reply.send(out)
}

/** Says for which files a browser was here last: it has them, and need not wait for them. */
const FILES_COOKIE = 'evercheck-files'
const YEAR_S = 365 * 24 * 60 * 60

/** What is drawn is shown when all of it is there, and not in pieces: each would take a frame. */
const ALL_AT_ONCE = '<link rel="expect" href="#root" blocking="render" />'
const EMPTY_ROOT = '<div id="root"></div>'

/** A page before, in and behind the element that the panel is drawn in: the last of its body. */
function partsOf(html: string): Readonly<Record<'begin' | 'root' | 'end', string>> {
  const from = html.indexOf('<div id="root">')
  const to = html.lastIndexOf('</body>')
  return { begin: html.slice(0, from), root: html.slice(from, to), end: html.slice(to) }
}

/**
 * Where the files are at hand already, the frame that a browser draws before any script has run
 * would only keep the page from being drawn, as the empty one does that else stands there then.
 */
function afterItsFiles(html: string): string {
  return html.replaceAll('<script type="module"', '<script type="module" blocking="render"')
}

type Chosen = {
  readonly language: Language
  readonly theme: 'light' | 'dark' | null
  /** Whose clock this reader reads; null while his browser has not said it. */
  readonly zone: string | null
}

/** What a reader has chosen in this browser (`panel/src/ui/kept.ts`), or what that asks for. */
function chosenBy({ headers }: FastifyRequest): Chosen {
  const cookies = headers.cookie ?? ''
  const theme = cookieOf(cookies, 'evercheck-theme')
  return {
    language: languageOf(cookieOf(cookies, 'evercheck-language') ?? headers['accept-language']),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    zone: zoneNamed(cookieOf(cookies, 'evercheck-zone')),
  }
}

/** The page in that language and theme, without the script that would see to them. */
function asChosen(html: string, { language, theme }: Chosen): string {
  const look = theme === null ? '' : ` data-theme="${theme}"`
  return html
    .replace(/<html\b[^>]*>/, `<html class="known" lang="${language}"${look}>`)
    .replace(/<script src="\/assets\/first-[^>]*><\/script>\s*/, '')
}

function compressor(coding: 'br' | 'gzip' | null): Transform {
  if (coding === 'gzip') return createGzip()
  if (coding === null) return new PassThrough()
  return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
}

/** Sends what is there: a compressor waits for more. */
function flush(out: Transform): void {
  if ('flush' in out && typeof out.flush === 'function') out.flush()
}

type Wanted = Pick<Page, 'asks' | 'behind' | 'place' | 'waitMs'> & { readonly language: Language }

/** What goes with a page: answers, and from where among the events they are out of date. */
type Known = { readonly since: string; readonly answers: readonly Answer[] }

/**
 * Gives `asks` to whoever shows them as soon as they are there. It never throws, and takes no longer
 * than whoever waits for it would like.
 */
async function given(
  app: FastifyInstance,
  request: FastifyRequest,
  { asks, behind, place, waitMs, language }: Wanted,
  show: (answers: readonly Answer[]) => void,
): Promise<Known> {
  const waits = new AbortController()
  const late = systemClock.sleep(waitMs, waits.signal).catch(() => undefined)
  const since = await Promise.race([place().catch(() => ''), late])
  const answersTo = async (urls: readonly string[]): Promise<readonly Answer[]> => {
    const answers = await Promise.all(
      urls.map((url) => {
        return Promise.race([ask(app, request, { url, language }).catch(() => undefined), late])
      }),
    )
    return answers.flatMap((answer) => answer ?? [])
  }
  // What happened between an answer and a place that comes after it would never be heard of.
  const [first, others] = since === undefined ? [[], []] : [answersTo(asks), answersTo(behind)]
  show(await first)
  const answers = [...(await first), ...(await others)]
  waits.abort()
  return { since: since ?? '', answers }
}

function scriptOf({ since, answers }: Known): string {
  const members = answers.map(({ url, headers, body }) => {
    return `${JSON.stringify(url)}:{"headers":${JSON.stringify(headers)},"body":${body}}`
  })
  // Nothing in it ends the element that it stands in, or begins another.
  const text = `{${members.join()}}`.replaceAll('<', '\\u003c')
  const isNobody = answers.length === 0
  const from = since === '' || isNobody ? '' : ` data-since="${since}"`
  return `<script type="application/json" id="given"${from}>${text}</script>`
}

type Pen = { readonly draw: DrawPanel; readonly zone: string; readonly tell: Tell }

/** The first frame as the panel takes it over, or nothing: the browser draws it then. */
function drawnBy(
  { draw, zone, tell }: Pen,
  answers: readonly Answer[],
  language: Language,
): string {
  try {
    const known = answers.map(({ url, headers, body }) => {
      return [url, { headers, body: JSON.parse(body) }] as const
    })
    const drawn = draw({ answers: Object.fromEntries(known), language, zone })
    return drawn === null ? EMPTY_ROOT : `<div id="root" data-drawn>${drawn}</div>`
  } catch (error) {
    tell({ kind: 'page-undrawn', why: String(error) })
    return EMPTY_ROOT
  }
}

type Answer = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** As it was written: JSON. */
  readonly body: string
}

async function ask(
  app: FastifyInstance,
  { headers, ip }: FastifyRequest,
  { url, language }: { readonly url: string; readonly language: string },
): Promise<Answer | undefined> {
  const { 'accept-encoding': _, 'if-none-match': __, ...others } = headers
  const answer = await app.inject({
    url,
    remoteAddress: ip,
    headers: {
      ...others,
      accept: 'application/json',
      'accept-language': language,
      'sec-fetch-site': 'same-origin',
      'x-evercheck': 'panel',
    },
  })
  const isJson = /^application\/json\b/.test(String(answer.headers['content-type']))
  if (answer.statusCode !== 200 || !isJson || answer.body.length > CHARS_MAX) return undefined
  const kept = HEADERS.map((name) => [name, String(answer.headers[name] ?? '')] as const)
  return { url, headers: Object.fromEntries(kept), body: answer.body }
}
