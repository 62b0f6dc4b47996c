import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Omission, Person, RESULT_TYPES } from './results.ts'
import { CustomerId, Instant } from './shapes.ts'

/** The lists that an import comes to: those of a check, and what only an export knows. */
export const IMPORT_LISTS = [
  'not-following-back',
  'lost',
  'gained',
  'fans',
  'mutual',
  'pending',
  'recently-unfollowed',
  'close-friends',
  'restricted',
  'followers',
  'following',
] as const

/** How an import is given. */
export const IMPORT_FORMATS = ['json', 'csv', 'xlsx', 'ndjson', 'zip'] as const

/** The media type of all files of a report together. */
export const ARCHIVE_TYPE = 'application/zip'

/** So many archives at the most are one import, those of the earlier export among them. */
export const ARCHIVES_MAX = 16

const Count = z.object({
  count: z.number().int().nullable().describe('How many there are, where all were found.'),
  atLeast: z.number().int().nullable().describe('How many were found, where there may be more.'),
  omitted: Omission.nullable(),
  hidden: z.number().int().describe('How many are left out because they are ignored.'),
})

const ImportedList = z.object({
  collected: z.number().int(),
  confidence: z.enum(['exported', 'incomplete', 'unread']),
  why: z.string().nullable(),
})

/** What an export came to, without the names. */
export const ImportSummary = z
  .object({
    owner: z.string().describe('Whose export it is, as far as it says.'),
    exportedAt: Instant.nullable(),
    comparedWith: Instant.nullable().describe('Of when the earlier export is.'),
    oldestFollowAt: Instant.nullable().describe(
      'When the oldest follow in it began: if there are older ones, it was not asked for all time.',
    ),
    unnamed: z.number().int().describe('Entries that name nobody.'),
    followers: ImportedList,
    following: ImportedList,
    counts: z.partialRecord(z.enum(IMPORT_LISTS), Count),
  })
  .meta({ id: 'ImportSummary' })

/** The first people of one list of an export. */
export const ImportPage = z
  .object({
    items: z.array(Person),
    more: z.boolean().describe('Whether there are more than are shown.'),
    partial: z.boolean().describe('Whether somebody may be missing.'),
  })
  .meta({ id: 'ImportPage' })

/** Compares the lists of an export of Instagram's. */
export const importExport = endpoint({
  id: 'importExport',
  method: 'POST',
  path: '/imports',
  tag: 'checks',
  summary: "Compare the lists of Instagram's own export, without an account",
  description:
    'Its ZIP archives in JSON come as `export`, those of an earlier one of the same profile as `before`. Nothing is asked of Instagram, nothing is stored, and nothing is charged. Without `list`: the figures, or all files of a report (`zip`); with it: the first people in it (`json`), or all of them as a file.',
  who: ['admin', 'customer'],
  audit: 'nothing',
  upload: { files: ['export', 'before'], withinMs: 120_000 },
  query: z.strictObject({
    list: z.enum(IMPORT_LISTS).optional(),
    format: z.enum(IMPORT_FORMATS).default('json'),
    limit: z.coerce.number().int().min(1).max(5000).default(200),
    owner: z.string().min(1).max(200).optional().describe('Whose export it is; as it says itself.'),
    customer: CustomerId.optional().describe(
      "Whose ignored profiles are left out; for administrators, the house's without it.",
    ),
    csv: z.enum(['comma', 'semicolon', 'plain']).default('plain'),
  }),
  answer: z.union([ImportSummary, ImportPage]),
  streams: [RESULT_TYPES.csv, RESULT_TYPES.xlsx, RESULT_TYPES.ndjson, ARCHIVE_TYPE],
  refusals: [
    'EXPORT_UNREADABLE',
    'EXPORT_IS_HTML',
    'EXPORT_WITHOUT_LISTS',
    'EXPORT_TOO_LARGE',
    'IMPORTS_TOO_MANY',
    'MEDIA_TYPE_UNKNOWN',
    'RESULT_NOT_THERE',
    'TARGET_NAME_INVALID',
    'CUSTOMER_UNKNOWN',
  ],
})
