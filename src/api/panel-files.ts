import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import serveFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Tell } from '../telemetry/events.ts'
import { panelDrawing } from './panel-drawn.ts'
import { type FirstAsks, mayBeGiven, sendWithAnswers } from './panel-given.ts'

/** Where the panel's files are once they are built. */
export const PANEL_FOLDER = fileURLToPath(new URL('../../panel/dist', import.meta.url))

const OWN = "'self'"

/** Whoever puts a proxy in front lets the world reach what is below this, and nothing else. */
const PUBLIC = '/public'

/**
 * What a page of ours may do: what comes from this origin as a file, and nothing else. Pictures of
 * a live login are blobs that the page makes itself.
 */
function policy(frameAncestors: string): string {
  return [
    "default-src 'none'",
    `script-src ${OWN}`,
    `style-src ${OWN}`,
    `img-src ${OWN} blob:`,
    `font-src ${OWN}`,
    `connect-src ${OWN}`,
    `manifest-src ${OWN}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
    "require-trusted-types-for 'script'",
  ].join('; ')
}

const PANEL_POLICY = policy("'none'")
/** Telegram's clients on the web show a Mini App in a frame of theirs. */
const MINI_APP_POLICY = policy('https://web.telegram.org https://*.web.telegram.org')

/** What every page bears beside its policy. */
const PAGE_HEADERS = {
  'cache-control': 'no-cache',
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const

/** What the builder calls its files. */
const ASSET = /^[\w-][\w.-]*\.(js|css)$/

/** Addresses that belong to no page. */
const NO_PAGE = /^\/(api|assets|public|healthz|readyz|metrics)(\/|$)/

/** Whether there is a panel to serve: it is built by `npm run setup`. */
export function hasPanel(folder: string = PANEL_FOLDER): boolean {
  return existsSync(join(folder, 'index.html'))
}

/** What a page that comes with its answers needs of the house. */
export type House = {
  /** Where whoever reads now stands among the events; empty where nobody knows. */
  readonly place: () => Promise<string>
  /** How long a page waits for its answers. */
  readonly waitMs: number
  readonly tell: Tell
}

/** What takes longer than this is late on any line: whoever waits sees an empty page meanwhile. */
export const FIRST_ANSWERS_MS = 1000

/** Whoever watches whether a page is there asks for its head alone. */
const HEAD_TOO = { exposeHeadRoute: true } as const

const NOBODY: House = {
  place: async () => '',
  waitMs: FIRST_ANSWERS_MS,
  tell: () => undefined,
}

/**
 * Serves the panel and the customers' pages from `folder`, as they were built: files with a hash in
 * their name for ever, pages anew each time. Nothing is served where nothing was built.
 */
export function panelFiles(
  folder: string = PANEL_FOLDER,
  house: House = NOBODY,
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    if (!hasPanel(folder)) return
    await app.register(serveFiles, {
      root: folder,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      index: false,
    })
    for (const prefix of ['', PUBLIC]) files(app, prefix)
    await customersPages(app, folder)
    const draw = await panelDrawing(folder)
    const panel = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const isRead = request.method === 'GET' && mayBeGiven(request)
      const first = isRead ? await firstAsks(folder) : null
      if (first === null) return page(reply, 'index.html', PANEL_POLICY)
      // Read anew: another build may have taken the place of the one that was there.
      const html = await readFile(join(folder, 'index.html'), 'utf8')
      const isOverview = /^\/(\?|$)/.test(request.url)
      withPolicy(reply, PANEL_POLICY)
      return sendWithAnswers(
        app,
        { request, reply },
        isOverview
          ? { ...house, html, draw, asks: [...first.all, ...first.overview], behind: first.behind }
          : { ...house, html, draw: null, asks: first.all, behind: [] },
      )
    }
    app.get('/', HEAD_TOO, panel)
    app.get('/*', HEAD_TOO, (request, reply) => {
      if (NO_PAGE.test(request.url) || !wantsPage(request)) return reply.callNotFound()
      return panel(request, reply)
    })
  }
}

/** What the panel asks first, as its builder has written it down. */
async function firstAsks(folder: string): Promise<FirstAsks | null> {
  const file = join(folder, 'asks.json')
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : null
}

/** What the pages are made of, below a prefix. */
function files(app: FastifyInstance, prefix: string): void {
  app.get(`${prefix}/assets/:file`, HEAD_TOO, (request, reply) => {
    const { file } = request.params as { file: string }
    if (!ASSET.test(file)) return reply.callNotFound()
    reply.headers({
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    return reply.sendFile(`assets/${file}`)
  })
  for (const file of ['icon.svg', 'icon-trouble.svg']) {
    app.get(`${prefix}/${file}`, HEAD_TOO, (_request, reply) => {
      reply.headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
      return reply.sendFile(file)
    })
  }
}

/** The pages of customers: below the public prefix all that they ask for is there as well. */
async function customersPages(app: FastifyInstance, folder: string): Promise<void> {
  app.get('/r/*', HEAD_TOO, (_request, reply) => page(reply, 'result.html', PANEL_POLICY))
  app.get('/app', HEAD_TOO, (_request, reply) => page(reply, 'result.html', MINI_APP_POLICY))
  const built = await readFile(join(folder, 'result.html'), 'utf8')
  const html = built.replaceAll(/(src|href)="\/(?=assets\/|icon)/g, `$1="${PUBLIC}/`)
  for (const [path, policy] of [
    ['/r/*', PANEL_POLICY],
    ['/app', MINI_APP_POLICY],
  ] as const) {
    app.get(`${PUBLIC}${path}`, HEAD_TOO, (_request, reply) => withPolicy(reply, policy).send(html))
  }
}

function page(reply: FastifyReply, file: string, contentSecurityPolicy: string): FastifyReply {
  return withPolicy(reply, contentSecurityPolicy).sendFile(file)
}

function withPolicy(reply: FastifyReply, contentSecurityPolicy: string): FastifyReply {
  reply.headers({ ...PAGE_HEADERS, 'content-security-policy': contentSecurityPolicy })
  if (contentSecurityPolicy === PANEL_POLICY) reply.header('x-frame-options', 'DENY')
  return reply
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b|\*\/\*/.test(headers.accept ?? '*/*')
}
