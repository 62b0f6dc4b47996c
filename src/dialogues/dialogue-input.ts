import { z } from 'zod'

const KEYS = [
  'Enter',
  'Tab',
  'Escape',
  'Backspace',
  'Delete',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'SelectAll',
] as const

const point = { x: z.number().min(0).max(10_000), y: z.number().min(0).max(10_000) }
const turn = z.number().min(-10_000).max(10_000)

/** Characters of one piece of text: what is pasted comes in several. */
const TEXT_CHARS_MAX = 200

/**
 * What a human does on a page. Points are in CSS pixels of the page, as its frame gives its size.
 * `text` is whatever a keyboard, an input method or the clipboard gives; `code` is typed into the
 * field that asks for it, and sent.
 */
export const DialogueInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('move'), ...point }),
  z.strictObject({ kind: z.literal('down'), ...point }),
  z.strictObject({ kind: z.literal('up'), ...point }),
  z.strictObject({ kind: z.literal('click'), ...point }),
  z.strictObject({ kind: z.literal('scroll'), ...point, byX: turn, byY: turn }),
  z.strictObject({ kind: z.literal('text'), text: z.string().min(1).max(TEXT_CHARS_MAX) }),
  z.strictObject({
    kind: z.literal('key'),
    key: z.enum(KEYS),
    shift: z.boolean().optional().describe('Goes back, or selects.'),
  }),
  z.strictObject({ kind: z.literal('code'), code: z.string().regex(/^\d{4,8}$/) }),
])

export type DialogueInput = z.infer<typeof DialogueInput>

/** A code as people write it ("123 456"), as its digits; null when it is none. */
export function parseCode(text: string): string | null {
  const digits = text.slice(0, 50).replace(/[\s-]/g, '')
  return /^\d{4,8}$/.test(digits) ? digits : null
}
