import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CheckId, CustomerId, Instant, idOf } from './shapes.ts'

const WHO = ['admin', 'customer'] as const
const READERS = ['admin', 'read', 'customer'] as const

const Name = z.string().trim().min(1).max(200).describe('A name, `@name` or a link.')
const Of = z.strictObject({
  customer: CustomerId.optional().describe("Whose; for administrators, the house's without it."),
})
const WatchId = idOf('wat', 'The id of a watch.')

/** A profile that is read again and again. */
export const Watch = z
  .object({
    id: WatchId,
    customer: CustomerId,
    target: z.string(),
    everyDays: z.number().int(),
    quietHours: z.string().nullable().describe('Nothing is told between: `22:00-08:00`.'),
    nextAt: Instant,
    pausedFor: z.enum(['credits', 'limit']).nullable(),
    lastCheck: CheckId.nullable(),
  })
  .meta({ id: 'Watch' })

/** Watches of a customer. */
export const listWatches = endpoint({
  id: 'listWatches',
  method: 'GET',
  path: '/watches',
  tag: 'checks',
  summary: 'What a customer watches',
  who: READERS,
  public: true,
  query: Of,
  answer: z.object({ items: z.array(Watch) }),
  refusals: ['CUSTOMER_UNKNOWN'],
})

/** Watches a profile. */
export const watchTarget = endpoint({
  id: 'watchTarget',
  method: 'POST',
  path: '/watches',
  tag: 'checks',
  summary: 'Watch a profile, or change how it is watched',
  description:
    'It is read every so many days at the price of a check, behind everything that was ordered, and `watch.changed` tells what is sure. Watching twice is watching once.',
  who: WHO,
  public: true,
  inMiniApp: true,
  audit: { act: 'watch.set' },
  query: Of,
  body: z.strictObject({
    target: Name,
    everyDays: z.number().int().min(1).max(90).default(7),
    quietHours: z.string().max(20).nullable().default(null),
  }),
  answer: Watch,
  refusals: ['TARGET_NAME_INVALID', 'WATCH_INVALID', 'CUSTOMER_UNKNOWN'],
})

/** Ends a watch. */
export const endWatch = endpoint({
  id: 'endWatch',
  method: 'DELETE',
  path: '/watches/{id}',
  tag: 'checks',
  summary: 'Watch a profile no longer',
  who: WHO,
  public: true,
  inMiniApp: true,
  audit: { act: 'watch.end' },
  params: z.strictObject({ id: WatchId }),
  query: Of,
  refusals: ['WATCH_UNKNOWN'],
})

const Ignored = z.object({ pk: z.string(), username: z.string(), since: Instant })

/** Whom a customer ignores. */
export const listIgnored = endpoint({
  id: 'listIgnored',
  method: 'GET',
  path: '/ignored',
  tag: 'checks',
  summary: 'Who is left out of all results of a customer',
  who: READERS,
  public: true,
  query: Of,
  answer: z.object({ items: z.array(Ignored) }),
  refusals: ['CUSTOMER_UNKNOWN'],
})

const Key = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .describe("The profile's number, which is meant then, whoever bears the name by now.")

/** Leaves somebody out. */
export const ignoreProfile = endpoint({
  id: 'ignoreProfile',
  method: 'POST',
  path: '/ignored',
  tag: 'checks',
  summary: 'Leave a profile out of all results',
  who: WHO,
  public: true,
  inMiniApp: true,
  audit: { act: 'profile.ignore' },
  query: Of,
  body: z.strictObject({ username: Name, key: Key }),
  answer: Ignored,
  refusals: ['TARGET_NAME_INVALID', 'PROFILE_UNKNOWN', 'CUSTOMER_UNKNOWN'],
})

/** Takes somebody back into the results. */
export const heedProfile = endpoint({
  id: 'heedProfile',
  method: 'DELETE',
  path: '/ignored/{username}',
  tag: 'checks',
  summary: 'Take a profile back into the results',
  who: WHO,
  public: true,
  inMiniApp: true,
  audit: { act: 'profile.heed', isUnnamed: true },
  params: z.strictObject({ username: z.string().regex(/^[a-z0-9._]{1,30}$/) }),
  query: Of.extend({ key: Key }),
  refusals: ['PROFILE_UNKNOWN'],
})

/** Which of some names follow the target of a check. */
export const whoFollows = endpoint({
  id: 'whoFollows',
  method: 'POST',
  path: '/checks/{id}/who',
  tag: 'checks',
  summary: 'Which of these names follow the target, as the check has read',
  description: '`not-known` for whoever is missing from a list that is not complete.',
  who: READERS,
  audit: 'nothing',
  params: z.strictObject({ id: CheckId }),
  body: z.strictObject({ usernames: z.array(Name).min(1).max(5000) }),
  answer: z.object({
    items: z.array(z.object({ username: z.string(), follows: z.enum(['yes', 'no', 'not-known']) })),
  }),
  refusals: ['CHECK_UNKNOWN', 'TARGET_NAME_INVALID'],
})
