import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { listAccounts } from '../accounts/account-store.ts'
import * as contract from '../contract/events.ts'
import type { Database } from '../db/database.ts'
import { cursorText, type EventCursor, parseCursor } from '../events/event.ts'
import { eventsOfCheck, startOfEvents } from '../events/event-store.ts'
import { ownCheck } from './own-check.ts'
import { type Authenticate, onlyOf } from './principal.ts'
import { CursorInvalidError, StreamsTooManyError } from './refusals.ts'
import { route, streamRoute } from './route.ts'
import type { EventHub } from './stream/hub.ts'
import { isAfter, type Wish } from './stream/listener.ts'
import { eventForCustomer, eventOf } from './stream/wire.ts'

/** What the routes of events need. */
export type EventsContext = {
  readonly db: Database
  readonly hub: EventHub
  readonly authenticate: Authenticate
}

/** What happens: one stream of everything, one per check, and the timeline of a check. */
export function eventsRoutes(context: EventsContext): (app: FastifyInstance) => void {
  return (app) => {
    streamRoute(app, contract.streamEvents, async ({ query, principal, request }, reply) => {
      for (const id of query.watch) await ownCheck(context, principal, id)
      const wish = { customer: onlyOf(principal), check: null, watch: query.watch }
      const from = placeIn(request, query.lastEventId)
      return stream(context, { request, reply, principal, wish, from })
    })

    streamRoute(app, contract.streamCheckEvents, async (given, reply) => {
      const { params, query, principal, request } = given
      const { id, finishedAt } = await ownCheck(context, principal, params.id)
      const from = placeIn(request, query.lastEventId)
      if (finishedAt !== null && from !== null) {
        const [last] = await eventsOfCheck(context, id, 1)
        if (!last || !isAfter(last.cursor, from)) return reply.code(204).send()
      }
      const wish = { customer: onlyOf(principal), check: id, watch: [id] }
      const start = from ?? (await startOfEvents(context))
      return stream(context, { request, reply, principal, wish, from: start })
    })

    route(app, contract.checkTimeline, async ({ params, principal }) => {
      const check = await ownCheck(context, principal, params.id)
      const only = onlyOf(principal)
      const all = (await eventsOfCheck(context, check.id)).map(eventOf)
      if (only === null) return { items: await named(context, all) }
      return { items: all.flatMap((event) => eventForCustomer(event, only) ?? []) }
    })
  }
}

/** The same with the names of accounts, for people; one that was retired keeps its id. */
async function named(
  context: { readonly db: Database },
  events: readonly contract.Event[],
): Promise<contract.Event[]> {
  if (events.every(({ account }) => account === null)) return [...events]
  const names = new Map((await listAccounts(context)).map(({ id, username }) => [id, username]))
  return events.map((event) => ({
    ...event,
    account: event.account === null ? null : (names.get(event.account) ?? event.account),
  }))
}

/** Hands the connection over to the hub. From here on it is no answer of Fastify's any more. */
async function stream(
  { hub, authenticate }: EventsContext,
  given: {
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly principal: Principal
    readonly wish: Wish
    readonly from: EventCursor | null
  },
): Promise<FastifyReply> {
  const { request, reply, principal, wish, from } = given
  const key = principal.tokenId ?? principal.sessionId ?? principal.customerId ?? ''
  if (!hub.hasRoomFor(key, wish.customer !== null)) throw new StreamsTooManyError()
  reply.hijack()
  const headers = { 'content-type': contract.EVENT_STREAM, 'x-accel-buffering': 'no' }
  reply.raw.writeHead(200, { ...reply.getHeaders(), ...headers } as Record<string, string>)
  const holds = async (): Promise<boolean> => {
    return (await authenticate(request).catch(refusedIsNobody)) !== null
  }
  await hub.add(reply.raw, { wish, from, key, holds })
  return reply
}

/** A refusal is an answer; anything else says nothing of who it is. */
function refusedIsNobody(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'CREDENTIALS_REFUSED') return null
  throw error
}

/** Where a client was. @throws CursorInvalidError for what we never said */
function placeIn(request: FastifyRequest, query: string | undefined): EventCursor | null {
  const header = request.headers['last-event-id']
  const said = (typeof header === 'string' && header !== '' ? header : query) ?? ''
  if (said === '') return null
  const cursor = parseCursor(said)
  if (cursor === null || cursorText(cursor) !== said) throw new CursorInvalidError()
  return cursor
}
