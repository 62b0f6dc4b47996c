import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { AccountName, Instant, idOf } from './shapes.ts'

const DialogueId = idOf('dlg', 'The id of a dialogue.')
const OneDialogue = z.strictObject({ id: DialogueId })

/** A login that waits for a human. */
export const DialogueView = z
  .object({
    id: DialogueId,
    account: z.string(),
    state: z
      .enum(['ordered', 'open', 'ended'])
      .describe('`ordered` waits for a worker to open its browser.'),
    cause: z.enum(['challenge', 'code', 'by-hand']),
    asks: z
      .enum(['human', 'code'])
      .describe('What the page wants: somebody who looks at it, or a code and nothing else.'),
    said: z.string().nullable().describe('What the page says.'),
    place: z.string().nullable().describe('Its path, without ids.'),
    worker: z
      .boolean()
      .describe(
        'Whether a worker lives that keeps the page open, or one that would open it. Nothing is done on the page without one.',
      ),
    controller: z.string().nullable().describe('Who acts on the page; all others look on.'),
    openedBy: z.string(),
    openedAt: Instant,
    expiresAt: Instant,
    endedAt: Instant.nullable(),
    ending: z
      .enum(['logged-in', 'closed', 'expired', 'interrupted', 'left', 'failed', 'refused'])
      .nullable(),
    inputs: z.number().int().describe('How many acts were sent to the page.'),
    prolongsLeft: z.number().int().describe('How often it can still be given more time.'),
  })
  .meta({ id: 'Dialogue' })

/** The logins that wait for a human. */
export const listDialogues = endpoint({
  id: 'listDialogues',
  method: 'GET',
  path: '/dialogues',
  tag: 'dialogues',
  summary: 'List the logins that wait for a human',
  who: ['admin', 'read'],
  answer: z.object({ items: z.array(DialogueView) }),
})

/** One of them, ended or not. */
export const getDialogue = endpoint({
  id: 'getDialogue',
  method: 'GET',
  path: '/dialogues/{id}',
  tag: 'dialogues',
  summary: 'Read one dialogue',
  who: ['admin', 'read'],
  params: OneDialogue,
  answer: DialogueView,
  refusals: ['DIALOGUE_UNKNOWN'],
})

/** Logging in by hand. */
export const openDialogue = endpoint({
  id: 'openDialogue',
  method: 'POST',
  path: '/dialogues',
  tag: 'dialogues',
  summary: 'Ask for the browser of an account, to log it in by hand',
  description:
    'A worker opens it as soon as no check uses the account. An account that has a dialogue already keeps that one.',
  who: ['admin'],
  audit: 'in-commit',
  body: z.strictObject({
    account: AccountName,
    add: z
      .boolean()
      .optional()
      .describe('Makes the account known if it is not: it is logged in without a stored password.'),
  }),
  status: 202,
  answer: DialogueView,
  refusals: ['ACCOUNT_UNKNOWN'],
})

/** Answering with a code. */
export const answerDialogue = endpoint({
  id: 'answerDialogue',
  method: 'POST',
  path: '/dialogues/{id}/code',
  tag: 'dialogues',
  summary: 'Answer a page that asks for a code',
  description: 'It is typed within a second. Whether Instagram takes it, the dialogue says then.',
  who: ['admin'],
  audit: 'in-commit',
  params: OneDialogue,
  body: z.strictObject({ code: z.string().min(1).max(50).meta({ writeOnly: true }) }),
  status: 202,
  answer: DialogueView,
  refusals: ['DIALOGUE_UNKNOWN', 'CODE_REFUSED'],
})

/** Taking control. */
export const controlDialogue = endpoint({
  id: 'controlDialogue',
  method: 'POST',
  path: '/dialogues/{id}/control',
  tag: 'dialogues',
  summary: 'Take control of the page',
  description:
    'One acts and the others look on. Two minutes without an act lose it. The `fence` goes with every act that is sent over the live view.',
  who: ['admin'],
  audit: 'in-commit',
  sudo: true,
  params: OneDialogue,
  body: z.strictObject({
    evenFromOthers: z.boolean().optional().describe('Takes it from whoever acts there now.'),
  }),
  answer: z.object({ fence: z.string() }),
  refusals: ['DIALOGUE_UNKNOWN', 'CONTROL_REFUSED'],
})

/** Asking for more time. */
export const prolongDialogue = endpoint({
  id: 'prolongDialogue',
  method: 'POST',
  path: '/dialogues/{id}/prolong',
  tag: 'dialogues',
  summary: 'Keep the page open for ten minutes more',
  description: 'Twice at the most: then, or when it has ended, nothing is changed.',
  who: ['admin'],
  audit: 'in-commit',
  params: OneDialogue,
  answer: DialogueView,
  refusals: ['DIALOGUE_UNKNOWN'],
})

/** Closing the page. */
export const closeDialogue = endpoint({
  id: 'closeDialogue',
  method: 'POST',
  path: '/dialogues/{id}/close',
  tag: 'dialogues',
  summary: 'Close the page that waits for a human',
  who: ['admin'],
  audit: 'in-commit',
  params: OneDialogue,
  answer: DialogueView,
  refusals: ['DIALOGUE_UNKNOWN'],
})

/** The picture of the page, for who cannot hold a live view open. */
export const dialogueFrame = endpoint({
  id: 'dialogueFrame',
  method: 'GET',
  path: '/dialogues/{id}/frame',
  tag: 'dialogues',
  summary: 'The last picture of the page',
  description:
    'JPEG. The header `x-frame` numbers it; with that as `after`, the answer is 204 until there is a newer one.',
  who: ['admin'],
  params: OneDialogue,
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  }),
  streams: ['image/jpeg'],
  refusals: ['DIALOGUE_UNKNOWN'],
})

/**
 * The live view: a WebSocket, which OpenAPI has no words for. Binary messages are pictures: the
 * number of the frame (8 bytes), width and height of the page (4 bytes each, all big-endian), then
 * JPEG. Text messages are `LiveWord`, and what is sent is a `LiveAct`.
 */
export const liveDialogue = endpoint({
  id: 'liveDialogue',
  method: 'GET',
  path: '/dialogues/{id}/live',
  tag: 'dialogues',
  summary: 'Look at the page, and act on it',
  who: ['admin'],
  params: OneDialogue,
  streams: ['application/octet-stream'],
})

/** Before the JPEG of a binary message. */
export const FRAME_HEAD_BYTES = 16

/** What is said over a live view, beside pictures. */
export const LiveWord = z.discriminatedUnion('kind', [
  /** The dialogue, whenever it has changed. After one that has ended nothing more comes. */
  z.object({ kind: z.literal('dialogue'), dialogue: DialogueView }),
  /** Acts were not done: take control again, slow down, wait for a worker, or stop. */
  z.object({
    kind: z.literal('refused'),
    why: z.enum(['not-in-control', 'too-many', 'no-worker', 'ended', 'not-understood']),
  }),
  /** Every five seconds: a view that brings nothing for longer has lost its line. */
  z.object({ kind: z.literal('beat') }),
])
export type LiveWord = z.infer<typeof LiveWord>
