import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** What a kind of error is: the page that the `type` of a refusal names. */
export const explainError = endpoint({
  id: 'explainError',
  method: 'GET',
  path: '/errors/{code}',
  tag: 'operation',
  summary: 'What a kind of error means, what Evercheck does, and what you do',
  who: 'anyone',
  public: true,
  params: z.strictObject({ code: z.string().regex(/^[A-Z][A-Z_]{1,60}$/) }),
  answer: z.object({
    code: z.string(),
    happened: z.string(),
    evercheckDoes: z.string(),
    youDo: z.string(),
    exit: z.number().int().describe('With which the command line ends.'),
    status: z.number().int().nullable().describe('Of an answer; null where it meets no request.'),
  }),
  refusals: ['ERROR_UNKNOWN'],
})
