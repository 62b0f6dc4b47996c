import { z } from 'zod'

/** An instant: ISO 8601 in UTC. */
export const Instant = z.iso.datetime().meta({ example: '2026-11-25T03:00:00.000Z' })

/** An id of ours: what it names, and random characters. */
export function idOf(prefix: string, what: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]{16}$`))
    .describe(what)
}

/** The id of a check. */
export const CheckId = idOf('chk', 'The id of a check.')

/** A customer: `house` is the operator's own; `tg:ID` is a chat of Telegram's. */
export const CustomerId = z
  .string()
  .regex(/^[\w:.-]{1,80}$/)
  .describe('The id of a customer.')

/** The name of an Instagram account of the operator's. */
export const AccountName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9._]{1,30}$/)
  .describe('The name of an account.')

/** A reason as a value, and as a sentence for people. */
export const Why = z.string().nullable()

/** Paging by key: what comes after `after`, at most so many. */
export const Paging = {
  after: z
    .string()
    .max(200)
    .optional()
    .describe('The `next` of the page before; without it the first page is given.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many at most.'),
}

/** A page of a list, and how to ask for the next one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('What to give as `after`; null on the last page.'),
  })
}
