import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { ENDPOINTS } from '../contract/all.ts'
import { TAGS } from '../contract/endpoint.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Tell } from '../telemetry/events.ts'
import { ensureMay, type Guard, type WriteDown } from './auth-guard.ts'
import { compressAnswers } from './compressed.ts'
import { ensurePlainText } from './plain-text.ts'
import { type Authenticate, know, known } from './principal.ts'
import { refuse } from './problem.ts'
import { refuseRaw } from './raw-refusal.ts'
import {
  CredentialsMissingError,
  EndpointUnknownError,
  RequestInvalidError,
  RequestTooSlowError,
} from './refusals.ts'
import { endpointOf } from './route.ts'

/** Where the API begins. */
export const API_PREFIX = '/api/v1'

/**
 * Where customers come in who have no account of ours: whoever puts a proxy in front lets the world
 * reach this and nothing else. Of the API it has what is public.
 */
export const PUBLIC_PREFIX = '/public'

/** What stands in the way of those who send too slowly or keep a connection for nothing. */
export type ServerLimits = {
  /** For a whole request to arrive, its body included. */
  readonly requestMs: number
  /** How often slow ones are looked for. */
  readonly lookMs: number
}

const LIMITS: ServerLimits = { requestMs: 15_000, lookMs: 2000 }
/** What any endpoint takes files for; the parser of HTTP knows no endpoints. */
const UPLOAD_MS = Math.max(...ENDPOINTS.map(({ upload }) => upload?.withinMs ?? 0))
/** Longer than the 60 s after which proxies let go of a connection, so that they are first. */
const KEEP_ALIVE_MS = 65_000

/** Of a WebSocket; one that is longer ends it. */
const MESSAGE_BYTES_MAX = 16 * 1024

export type ServerOptions = {
  readonly authenticate: Authenticate
  /** Counts requests, and refuses what is too much. */
  readonly guard: Guard
  /** Writes down what administrators change. */
  readonly writeDown: WriteDown
  /** Whether browsers may be told to come by https only. */
  readonly isHttps: boolean
  /** How many proxies of ours stand in front and say who is asking. */
  readonly trustedHops: number
  /** The routes of the API, each a plugin of its resource. */
  readonly routes: readonly ((app: FastifyInstance) => void)[]
  /** What else answers on this listener: the panel, signing in. */
  readonly beside: readonly ((app: FastifyInstance) => Promise<void>)[]
  /** Whether the three endpoints of the original plan answer. */
  readonly hasOriginal: boolean
  readonly version: string
  readonly limits?: ServerLimits
}

/** Builds the server; nobody listens yet. */
export async function buildServer(
  context: { readonly tell: Tell },
  options: ServerOptions,
): Promise<FastifyInstance> {
  const { requestMs, lookMs } = options.limits ?? LIMITS
  const app = Fastify({
    logger: false,
    rewriteUrl: ({ url = '/' }) => {
      const isPublic = url.startsWith(`${PUBLIC_PREFIX}${API_PREFIX}/`)
      return isPublic ? url.slice(PUBLIC_PREFIX.length) : url
    },
    // The nearest ones: what stands before them in the header anybody may have written.
    trustProxy: (_address, hop) => hop < options.trustedHops,
    exposeHeadRoutes: false,
    requestTimeout: Math.max(requestMs, UPLOAD_MS),
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Streams end when the server does: nobody waits for a listener to go.
    forceCloseConnections: true,
    http: { connectionsCheckingInterval: lookMs, headersTimeout: requestMs },
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: refuseRaw,
  })
  app.setValidatorCompiler<z.ZodType>((part) => {
    const validate = validatorCompiler(part)
    // Fastify says null of a body that is not there.
    return part.httpPart === 'body' ? (data) => validate(data ?? undefined) : validate
  })
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, _request, reply) => refuse(context, reply, error))
  limitBodies(app, requestMs)
  app.setNotFoundHandler((request, reply) => {
    const says = `There is nothing at ${request.method} of this address.`
    return refuse(context, reply, new EndpointUnknownError(says))
  })
  app.addHook('onRequest', async ({ raw }) => {
    const hosts = raw.rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name))
    // A proxy in front may have believed the one, and we the other.
    if (hosts.length > 1) throw new RequestInvalidError('A request names one host.')
  })
  // Before all others, and for every address: who is refused an upgrade is hung up on, too.
  await app.register(websocket, { options: { maxPayload: MESSAGE_BYTES_MAX } })
  if (options.isHttps) {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    })
  }
  app.addHook('onResponse', async (request, reply) => {
    const route = endpointOf(request)
    // A stream takes as long as somebody listens.
    if (route === null || route.streams?.includes('text/event-stream')) return
    const { method, path } = route
    const tookMs = Math.round(reply.elapsedTime * 10) / 10
    context.tell({
      kind: 'request-answered',
      method,
      route: path,
      status: reply.statusCode,
      tookMs,
    })
  })
  for (const plug of options.beside) await plug(app)
  await app.register(async (api) => apiRoutes(api, options), { prefix: API_PREFIX })
  await app.ready()
  return app
}

/** Every body has to arrive in time, whatever is at its address. */
function limitBodies(app: FastifyInstance, requestMs: number): void {
  app.addHook('preParsing', async (request, reply, payload) => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
    if (length === '0' && coding === undefined) return payload
    // Who has hung up while it was asked who he is, sends nothing more and is waited for by nobody.
    if (request.raw.destroyed || reply.raw.closed || reply.raw.destroyed) return payload
    const withinMs = endpointOf(request)?.upload?.withinMs ?? requestMs
    const arrived = new AbortController()
    for (const event of ['end', 'close']) payload.once(event, () => arrived.abort())
    reply.raw.once('close', () => arrived.abort())
    systemClock.sleep(withinMs, arrived.signal).then(
      () => {
        const late = new RequestTooSlowError('The request took too long to arrive.')
        // Whoever reads it answers.
        if (payload.listenerCount('error') > 0) payload.emit('error', late)
        else request.raw.destroy()
      },
      () => undefined,
    )
    return payload
  })
}

async function apiRoutes(api: FastifyInstance, options: ServerOptions): Promise<void> {
  // Only JSON is understood: what a form or plain text could send without asking is refused.
  api.removeContentTypeParser('text/plain')
  compressAnswers(api)
  api.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...HEADERS, 'evercheck-version': options.version })
    await admit(request, reply, options)
  })
  api.addHook('preValidation', async (request) => ensurePlainText(request))
  api.addHook('preHandler', async (request) => {
    const endpoint = endpointOf(request)
    const principal = known(request)
    if (endpoint !== null && principal !== null) {
      await options.writeDown(request, endpoint, principal)
    }
  })
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Evercheck',
        description: 'Instagram follower checks that outlive their session.',
        version: options.version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This installation' }],
      tags: [...TAGS],
      security: [{ token: [] }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'evercheck token create' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  for (const plug of options.routes) await api.register(async (below) => plug(below))
  api.get('/openapi.json', { schema: { hide: true } as object }, async (_request, reply) => {
    return reply.type('application/json').send(JSON.stringify(described(api, options)))
  })
}

/** The API as OpenAPI has it, without what is switched off and shapes that nothing refers to. */
function described(api: FastifyInstance, { hasOriginal }: ServerOptions): object {
  const document = api.swagger() as OpenApiDocument
  const off = new Set(ENDPOINTS.flatMap(({ original, path }) => (original ? [path] : [])))
  const paths = Object.entries(document.paths ?? {}).filter(([path]) => {
    return hasOriginal || !off.has(path.slice(API_PREFIX.length) as `/${string}`)
  })
  const { schemas = {}, ...components } = document.components ?? {}
  const used = new Map<string, unknown>()
  const follow = (shape: unknown): void => {
    for (const [, name = ''] of JSON.stringify(shape).matchAll(
      /"#\/components\/schemas\/(\w+)"/g,
    )) {
      if (used.has(name)) continue
      used.set(name, schemas[name])
      follow(schemas[name])
    }
  }
  follow(paths)
  return {
    ...document,
    paths: Object.fromEntries(paths.map(([path, methods]) => [path, withUpload(path, methods)])),
    components: { ...components, schemas: Object.fromEntries([...used].sort()) },
  }
}

/** Files are no body that a schema is held against, so that their endpoints are told of by hand. */
function withUpload(path: string, methods: unknown): unknown {
  const at = path.slice(API_PREFIX.length)
  const { upload } = ENDPOINTS.find((endpoint) => endpoint.path === at && endpoint.upload) ?? {}
  if (upload === undefined) return methods
  const file = { type: 'array', items: { type: 'string', format: 'binary' } }
  const schema = {
    type: 'object',
    properties: Object.fromEntries(upload.files.map((name) => [name, file])),
    required: upload.files.slice(0, 1),
  }
  const requestBody = { required: true, content: { 'multipart/form-data': { schema } } }
  return Object.fromEntries(
    Object.entries(methods as object).map(([method, operation]) => [
      method,
      method === 'post' ? { ...operation, requestBody } : operation,
    ]),
  )
}

type OpenApiDocument = {
  readonly paths?: Readonly<Record<string, unknown>>
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

/** What every answer of the API bears: it is data, for whoever asked, and no page. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/**
 * Lets a request in, or not, before anything of its body is read: the endpoint says who may.
 * @throws EndpointUnknownError, CredentialsMissingError, CredentialsRefusedError,
 * ScopeMissingError, SudoMissingError, OriginRefusedError, RateLimitedError
 */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { authenticate, guard, hasOriginal }: ServerOptions,
): Promise<void> {
  const endpoint = endpointOf(request)
  if (endpoint === null) return
  if (endpoint.original && !hasOriginal) throw new EndpointUnknownError('This is switched off.')
  if (request.originalUrl.startsWith(PUBLIC_PREFIX) && !endpoint.public) {
    throw new EndpointUnknownError('There is nothing public at this address.')
  }
  if (endpoint.who === 'anyone') return guard.count(request, reply, null)
  guard.refuseAgain(request)
  const principal = await authenticate(request).catch((error: unknown) => {
    guard.count(request, reply, null)
    throw error
  })
  guard.count(request, reply, principal)
  if (principal === null) throw new CredentialsMissingError()
  ensureMay(endpoint, principal)
  know(request, principal)
}
