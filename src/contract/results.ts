import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CheckId, Instant } from './shapes.ts'

/** The lists of a result, the most interesting first. */
export const RESULT_LISTS = [
  'not-following-back',
  'lost',
  'not-seen',
  'gained',
  'renamed',
  'fans',
  'mutual',
  'followers',
  'following',
] as const

/** How a list is given. `json` is a page of it; all others are files. */
export const RESULT_FORMATS = ['json', 'csv', 'xlsx', 'ndjson'] as const

/** The media type of every format. */
export const RESULT_TYPES = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson',
} as const

/** Somebody in a list. */
export const Person = z
  .object({
    key: z.string().nullable().describe("The profile's number: it stays when the name changes."),
    username: z.string(),
    formerUsername: z.string().nullable(),
    fullName: z.string(),
    isPrivate: z.boolean().nullable(),
    isVerified: z.boolean().nullable(),
    reason: z.string().nullable().describe('Of one who is lost: why, as far as is known.'),
  })
  .meta({ id: 'Person' })

/** Why a list is not given. */
export const Omission = z
  .object({ list: z.enum(['followers', 'following']), because: z.enum(['unread', 'incomplete']) })
  .describe('Why nobody is named: a list that this rests on was not read, or not to its end.')

const Count = z.object({
  count: z.number().int().nullable().describe('How many there are, where all were found.'),
  atLeast: z.number().int().nullable().describe('How many were found, where there may be more.'),
  omitted: Omission.nullable(),
  hidden: z
    .number()
    .int()
    .describe('How many are left out, and not counted, because the customer ignores them.'),
})

const ListOfResult = z.object({
  expected: z.number().int().nullable(),
  collected: z.number().int(),
  confidence: z.string(),
  passes: z.number().int(),
  pages: z.number().int(),
  readAt: Instant.nullable().describe('When it was read: how old it is.'),
  reusedFrom: CheckId.nullable().describe('The earlier check that has read it; null for this one.'),
  why: z.string().nullable(),
})

/** What a check came to, without the names. */
export const ResultSummary = z
  .object({
    check: CheckId,
    target: z.object({
      key: z.string().nullable(),
      username: z.string(),
      orderedAs: z.string(),
    }),
    state: z.string(),
    why: z.string().nullable(),
    finishedAt: Instant.nullable(),
    comparedWith: Instant.nullable().describe('The check that gained, lost, renamed compare with.'),
    followers: ListOfResult,
    following: ListOfResult,
    counts: z.partialRecord(z.enum(RESULT_LISTS), Count),
  })
  .meta({ id: 'ResultSummary' })

/** A page of one list. */
export const ResultPage = z
  .object({
    items: z.array(Person),
    next: z.string().nullable().describe('What to give as `after`; null on the last page.'),
    sort: z.enum(['name', 'key']).describe('How it is sorted.'),
    partial: z.boolean().describe('Whether somebody may be missing.'),
  })
  .meta({ id: 'ResultPage' })

/** What a check came to. */
export const checkResult = endpoint({
  id: 'checkResult',
  method: 'GET',
  path: '/checks/{id}/result',
  tag: 'checks',
  summary: 'What a check came to: its figures, or the people in one of its lists',
  description:
    'Without `list`: the figures. With it: a page of the people in it (`json`), or all of them as a file (`csv`, `xlsx`, `ndjson`), which is streamed. With `q`, `private` or `verified` only those whom it finds are in either. Long lists are sorted by key unless `sort=name` says otherwise, which takes seconds for a page of a million. A customer is given what was delivered. Whom he ignores is left out; the header `evercheck-hidden` of a file says how many.',
  who: ['admin', 'read', 'customer', 'link'],
  public: true,
  params: z.strictObject({ id: CheckId }),
  query: z.strictObject({
    list: z.enum(RESULT_LISTS).optional(),
    format: z.enum(RESULT_FORMATS).default('json'),
    after: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(5000).default(200),
    skip: z.coerce
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .default(0)
      .describe('Passes over so many: for jumps in a long list, not for walking through it.'),
    sort: z.enum(['name', 'key']).optional(),
    q: z.string().min(1).max(100).optional().describe('A part of the name or the user name.'),
    private: z.stringbool().optional(),
    verified: z.stringbool().optional(),
    csv: z
      .enum(['comma', 'semicolon', 'plain'])
      .default('plain')
      .describe('For a spreadsheet program that separates lists so, or for scripts.'),
  }),
  answer: z.union([ResultSummary, ResultPage]),
  streams: [RESULT_TYPES.csv, RESULT_TYPES.xlsx, RESULT_TYPES.ndjson],
  refusals: ['CHECK_UNKNOWN', 'CURSOR_INVALID', 'RESULT_NOT_THERE', 'LISTS_DELETED'],
})
