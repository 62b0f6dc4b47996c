import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { z } from 'zod'
import { type Actor, actorOf, type Principal } from '../access/principal.ts'
import { type Endpoint, givesBody, takesBody } from '../contract/endpoint.ts'
import { PROBLEM_TYPE, Problem } from '../contract/problem.ts'
import { type Language, languageOf } from '../words/language.ts'
import { known } from './principal.ts'
import { RequestInvalidError } from './refusals.ts'

/** What a handler is given: the request, read and checked. */
export type Given<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: z.output<B>
  /** Who asks. */
  readonly principal: Principal
  /** The same, as the audit log has it. */
  readonly actor: Actor
  /** The language of sentences in the answer. */
  readonly language: Language
  /** Given when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  readonly request: FastifyRequest
}

const BODY_BYTES_MAX = 64 * 1024
const HANDLER_MS = 30_000

/** Serves an endpoint: its handler returns what is answered, or throws what is refused. */
export function route<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  app: FastifyInstance,
  endpoint: Endpoint<P, Q, B, A>,
  answer: (given: Given<P, Q, B>, reply: FastifyReply) => Promise<z.output<A>>,
): void {
  app.route({
    ...optionsOf(endpoint),
    handlerTimeout: endpoint.handlerMs ?? HANDLER_MS,
    handler: async (request, reply) => {
      const body = await answer(givenIn<P, Q, B>(endpoint, request, reply), reply)
      reply.code(endpoint.status)
      return reply.send(body)
    },
  })
}

/** Serves an endpoint whose answer goes out bit by bit: its handler sends it itself. */
export function streamRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  app: FastifyInstance,
  endpoint: Endpoint<P, Q, B, A>,
  answer: (given: Given<P, Q, B>, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.route({
    ...optionsOf(endpoint),
    handler: (request, reply) => answer(givenIn<P, Q, B>(endpoint, request, reply), reply),
  })
}

/** The endpoint that a request has reached; null where there is none. */
export function endpointOf(request: FastifyRequest): Endpoint | null {
  const { endpoint } = request.routeOptions.config as { endpoint?: Endpoint }
  return endpoint ?? null
}

function givenIn<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Given<P, Q, B> {
  if (!takesBody(endpoint) && request.body !== undefined && request.body !== null) {
    throw new RequestInvalidError('This takes no body.')
  }
  const principal = known(request) ?? NOBODY
  return {
    // Fastify has put what the schemas made of them in their places.
    params: request.params as z.output<P>,
    query: request.query as z.output<Q>,
    body: (request.body ?? undefined) as z.output<B>,
    principal,
    actor: actorOf(principal, request.ip),
    language: languageOf(request.headers['accept-language']),
    signal: goneOf(reply),
    request,
  }
}

/**
 * Given when the answer is out or nobody waits for it. Fastify's own signal is given as soon as a
 * body was read to its end.
 */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

/** Stands in for a principal where an endpoint asks nobody who he is: it reaches nothing. */
const NOBODY: Principal = {
  kind: 'customer',
  customerId: null,
  checkId: null,
  readsOnly: true,
  tokenId: null,
  operatorId: null,
  name: 'nobody',
  role: null,
  sessionId: null,
  sudoUntil: null,
}

function optionsOf(endpoint: Endpoint): Omit<RouteOptions, 'handler'> {
  return {
    method: endpoint.method,
    url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: endpoint.bodyBytesMax ?? BODY_BYTES_MAX,
    // Fastify's type of it is empty, and is extended for the whole program or not at all.
    config: { endpoint } as object,
    schema: {
      operationId: endpoint.id,
      tags: [endpoint.tag],
      summary: endpoint.summary,
      ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
      ...(endpoint.who === 'anyone' ? { security: [] } : {}),
      ...(endpoint.idempotent ? { headers: IDEMPOTENT } : {}),
      params: endpoint.params,
      querystring: endpoint.query,
      ...(takesBody(endpoint) ? { body: endpoint.body } : {}),
      response: {
        [endpoint.status]: answerOf(endpoint),
        '4xx': refusal(
          ['It is refused.', ...(endpoint.refusals ?? []).map((code) => `\`${code}\``)].join(' '),
        ),
        '5xx': refusal('It is not possible for now.'),
      },
    },
  }
}

const IDEMPOTENT = z.looseObject({
  'idempotency-key': z
    .string()
    .optional()
    .describe(
      'New for each request, and the same when it is repeated: it is done once. Customers have to send it with an order.',
    ),
})

function answerOf(endpoint: Endpoint) {
  const streams = endpoint.streams ?? []
  if (!givesBody(endpoint) && streams.length === 0) return z.undefined().describe('Done.')
  return {
    description: endpoint.summary,
    content: {
      ...(givesBody(endpoint) ? { 'application/json': { schema: endpoint.answer } } : {}),
      ...Object.fromEntries(streams.map((type) => [type, { schema: z.string() }])),
    },
  }
}

function refusal(description: string) {
  return { description, content: { [PROBLEM_TYPE]: { schema: Problem } } }
}
