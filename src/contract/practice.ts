import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

const Practice = z
  .object({
    isRunning: z.boolean(),
    endsAt: Instant.nullable().describe('When it ends by itself.'),
    account: z
      .object({
        username: z.string(),
        password: z.string(),
        totpSecret: z.string().nullable(),
      })
      .nullable()
      .describe('The account to practise with. It exists nowhere else.'),
    target: z.string().nullable().describe('A profile to check.'),
    mail: z.string().nullable().describe('The code that the practice Instagram has sent last.'),
  })
  .meta({ id: 'Practice' })

/** The practice Instagram, as whoever asks has it. */
export const getPractice = endpoint({
  id: 'getPractice',
  method: 'GET',
  path: '/practice',
  tag: 'operation',
  summary: 'Whether this browser practises, and with what',
  who: ['admin', 'read'],
  answer: Practice,
})

/** Begins to practise. */
export const startPractice = endpoint({
  id: 'startPractice',
  method: 'POST',
  path: '/practice',
  tag: 'operation',
  summary: 'Practise: from now on this browser meets a fake Instagram, and nothing is kept',
  description:
    'A service of its own is started beside this one, with an empty database and trouble arranged. It ends after 28 minutes at the latest.',
  who: ['admin'],
  audit: { act: 'practice.start' },
  operator: true,
  fromBrowser: true,
  answer: z.object({ isRunning: z.boolean() }),
  refusals: ['PRACTICE_FAILED'],
  handlerMs: 90_000,
})

/** Ends practising. */
export const endPractice = endpoint({
  id: 'endPractice',
  method: 'DELETE',
  path: '/practice',
  tag: 'operation',
  summary: 'End practising, and remove everything of it',
  who: ['admin'],
  audit: { act: 'practice.end' },
  operator: true,
  fromBrowser: true,
})
