import { z } from 'zod'

/** A refusal, as RFC 9457 describes it. */
export const Problem = z
  .object({
    type: z.string().describe('The page of this kind of error.'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional().describe('What was wrong this time, for people.'),
    code: z.string().describe('The kind of error, for programs: those of docs/errors.md.'),
    errorId: z.string().describe('Finds this very error in the log.'),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Which parts of the request are invalid, and why.'),
  })
  .meta({ id: 'Problem' })

export type Problem = z.output<typeof Problem>

/** The media type of a refusal. */
export const PROBLEM_TYPE = 'application/problem+json'
