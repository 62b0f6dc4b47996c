import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CheckId, Instant } from './shapes.ts'

const EVERYBODY = ['admin', 'read', 'customer'] as const

/** The media type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream'

/** Something that happened. */
export const Event = z
  .object({
    id: z.string().describe('Where to go on from: what `Last-Event-ID` takes.'),
    at: Instant,
    kind: z.string().describe('Bear kinds that you do not know: there will be more.'),
    check: z.string().nullable(),
    account: z.string().nullable().describe('Of administrators and readers only.'),
    customer: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })

export type Event = z.output<typeof Event>

/** How far a check is that somebody watches. It is no event: it has no place in their order. */
export const WatchedProgress = z
  .object({
    check: z.string(),
    state: z.string(),
    followers: z.object({ expected: z.number().nullable(), collected: z.number() }),
    following: z.object({ expected: z.number().nullable(), collected: z.number() }),
  })
  .meta({ id: 'WatchedProgress' })

export type WatchedProgress = z.output<typeof WatchedProgress>

/** So many checks one stream may watch. */
const WATCHED_MAX = 50

const STREAM_WORDS =
  'Server-sent events. Each bears an `id`; a client that comes back with `Last-Event-ID` misses nothing and hears nothing twice. `ready` is the first one. `reset` says that events in between were deleted: read anew what you show. `beat` comes every 15 seconds: a line that brings none is dead. Both `ready` and `beat` say what time it is there (`at`). '

const LastEventId = {
  lastEventId: z
    .string()
    .max(60)
    .optional()
    .describe('The same as the header `Last-Event-ID`, for clients that cannot set it.'),
}

/** Everything that happens, as it happens. */
export const streamEvents = endpoint({
  id: 'streamEvents',
  method: 'GET',
  path: '/events',
  tag: 'events',
  summary: 'Everything that happens, as it happens',
  description: `${STREAM_WORDS}A customer hears of the customer's own checks. \`progress\` comes once a second for checks in \`watch\` that are being read.`,
  who: EVERYBODY,
  query: z.strictObject({
    ...LastEventId,
    watch: z
      .string()
      .max(WATCHED_MAX * 25)
      .optional()
      .describe('Checks whose progress is wanted, separated by commas.')
      .transform((text, context) => {
        const ids = text === undefined || text === '' ? [] : text.split(',')
        if (ids.length <= WATCHED_MAX && ids.every((id) => CheckId.safeParse(id).success))
          return ids
        context.addIssue(`At most ${WATCHED_MAX} ids of checks, separated by commas.`)
        return z.NEVER
      }),
  }),
  streams: [EVENT_STREAM],
  refusals: ['CURSOR_INVALID', 'CHECK_UNKNOWN', 'STREAMS_TOO_MANY'],
})

const OneCheck = z.strictObject({ id: CheckId })

/** What happens to one check, from its order to its end. */
export const streamCheckEvents = endpoint({
  id: 'streamCheckEvents',
  method: 'GET',
  path: '/checks/{id}/events',
  tag: 'checks',
  summary: 'What happens to one check, as it happens',
  description: `${STREAM_WORDS}It begins with everything that has happened, and ends with the check: whoever comes back then is answered 204.`,
  who: EVERYBODY,
  params: OneCheck,
  query: z.strictObject(LastEventId),
  streams: [EVENT_STREAM],
  refusals: ['CURSOR_INVALID', 'CHECK_UNKNOWN', 'STREAMS_TOO_MANY'],
})

/** What has happened to one check so far. */
export const checkTimeline = endpoint({
  id: 'checkTimeline',
  method: 'GET',
  path: '/checks/{id}/timeline',
  tag: 'checks',
  summary: 'What has happened to one check so far',
  description:
    'The oldest first; of a check that had more than a thousand events, the last thousand.',
  who: EVERYBODY,
  params: OneCheck,
  answer: z.object({ items: z.array(Event) }),
  refusals: ['CHECK_UNKNOWN'],
})
