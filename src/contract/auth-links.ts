import { z } from 'zod'
import { CHECK_STATES } from './checks.ts'
import { endpoint } from './endpoint.ts'
import { CheckId, Instant, Paging, pageOf } from './shapes.ts'

const Link = z
  .object({
    id: z.string(),
    createdAt: Instant,
    expiresAt: Instant,
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'CheckLink' })

const OneCheck = z.strictObject({ id: CheckId })

export const createLink = endpoint({
  id: 'createLink',
  method: 'POST',
  path: '/checks/{id}/links',
  tag: 'checks',
  summary: "Make a link that shows a check's result to whoever has it",
  who: ['admin', 'customer'],
  audit: 'in-commit',
  idempotent: 'refused',
  status: 201,
  params: OneCheck,
  body: z.strictObject({ days: z.number().int().min(1).max(90).default(7) }).optional(),
  answer: Link.extend({
    path: z
      .string()
      .describe('The page, with what opens it behind `#`: no server logs that. Shown only now.'),
    url: z.string().nullable().describe('The same, where the public address is set.'),
  }),
  refusals: ['CHECK_UNKNOWN', 'KEY_FILE_MISSING', 'IDEMPOTENCY_KEY_REUSED', 'ALREADY_DONE'],
})

export const listLinks = endpoint({
  id: 'listLinks',
  method: 'GET',
  path: '/checks/{id}/links',
  tag: 'checks',
  summary: 'The links to a check, the newest first',
  who: ['admin', 'read', 'customer'],
  params: OneCheck,
  query: z.strictObject({
    open: z.stringbool().default(false).describe('Without those that have ended.'),
    ...Paging,
  }),
  answer: pageOf(Link),
  refusals: ['CHECK_UNKNOWN', 'CURSOR_INVALID'],
})

export const revokeLink = endpoint({
  id: 'revokeLink',
  method: 'DELETE',
  path: '/checks/{id}/links/{link}',
  tag: 'checks',
  summary: 'End a link at once',
  who: ['admin', 'customer'],
  audit: 'in-commit',
  params: z.strictObject({ id: CheckId, link: z.string().min(1).max(40) }),
  refusals: ['CHECK_UNKNOWN', 'LINK_UNKNOWN'],
})

/** What a link, or a Mini App, may see. */
export const readShared = endpoint({
  id: 'readShared',
  method: 'GET',
  path: '/shared',
  tag: 'access',
  summary: 'What whoever asks may see',
  description:
    'A link asks with `Authorization: Bearer`, and what stands behind `#` in it; a Telegram Mini App with `Authorization: tma`, and its `initData`.',
  who: ['admin', 'read', 'customer', 'link'],
  public: true,
  answer: z.object({
    kind: z.enum(['admin', 'read', 'customer', 'link']),
    check: CheckId.nullable().describe('The one check that a link shows.'),
    state: z
      .enum(CHECK_STATES)
      .nullable()
      .describe('How far that check is: it has a result when it is `completed`.'),
  }),
})

export const publicStatus = endpoint({
  id: 'publicStatus',
  method: 'GET',
  path: '/status',
  tag: 'operation',
  summary: 'Whether checks are being read, for everybody',
  description: 'It names nobody and counts nothing. The page for people is `/public/status`.',
  who: 'anyone',
  public: true,
  answer: z.object({
    state: z
      .enum(['working', 'slow', 'paused'])
      .describe('`slow`: all accounts rest for now. `paused`: nothing is read until a human acts.'),
    at: Instant,
  }),
})
