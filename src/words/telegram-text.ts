import { type Piece, plainPiece, type Rich, type Shown } from './rich.ts'

/** A mark over a part of a text. */
export type TelegramEntity = { readonly offset: number; readonly length: number } & (
  | { readonly type: 'bold' | 'code' | 'blockquote' }
  | { readonly type: 'text_link'; readonly url: string }
  | {
      readonly type: 'date_time'
      /** In seconds since 1970. */
      readonly unix_time: number
      readonly date_time_format: 'r' | 't' | 'd' | 'dt'
    }
)

/** A text as Telegram takes it. Offsets are in UTF-16 code units, as JavaScript counts. */
export type TelegramText = { readonly text: string; readonly entities: TelegramEntity[] }

/** What a message, and what the words under a file may have at the most. */
export const TEXT_MAX = 4096
export const CAPTION_MAX = 1024
/** Entities beyond this are not shown. */
const ENTITIES_MAX = 100

/**
 * A text with its entities: nothing is ever parsed, so nothing in a name can be taken for a mark.
 * What is longer than `charactersMax` is cut at the end of a line, or in the middle of a long one.
 */
export function telegramText(text: Rich, charactersMax = TEXT_MAX): TelegramText {
  let written = ''
  const entities: TelegramEntity[] = []
  for (const piece of text) {
    const shown = clean(plainPiece(piece))
    const entity = entityOf(piece, written.length, shown.length)
    written += shown
    if (entity !== null && entities.length < ENTITIES_MAX) entities.push(entity)
  }
  if (written.length <= charactersMax) return trimmed(written, entities)
  const cut = cutAt(written, charactersMax - 2)
  return trimmed(
    `${written.slice(0, cut)}\n…`,
    entities.filter((each) => endOf(each) <= cut),
  )
}

/** Lone halves of characters and control characters, which Telegram refuses or drops. */
function clean(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}]/gu, (char) => (char === '\n' ? char : ' '))
}

/** Telegram strips blanks at both ends, and with them would shift every entity. */
function trimmed(text: string, entities: TelegramEntity[]): TelegramText {
  const from = text.length - text.trimStart().length
  const end = text.trimEnd().length
  return {
    text: text.slice(from, end),
    entities: entities.flatMap((each) => {
      const offset = Math.max(each.offset, from)
      const length = Math.min(endOf(each), end) - offset
      return length <= 0 ? [] : [{ ...each, offset: offset - from, length }]
    }),
  }
}

function endOf({ offset, length }: TelegramEntity): number {
  return offset + length
}

function cutAt(text: string, most: number): number {
  const line = text.lastIndexOf('\n', most)
  if (line > most / 2) return line
  const code = text.charCodeAt(most)
  return code >= 0xdc00 && code <= 0xdfff ? most - 1 : most
}

function entityOf(piece: Piece, offset: number, length: number): TelegramEntity | null {
  if (typeof piece === 'string' || length === 0) return null
  switch (piece.kind) {
    case 'bold':
    case 'code':
      return { type: piece.kind, offset, length }
    case 'quote':
      return { type: 'blockquote', offset, length }
    case 'link':
      return { type: 'text_link', offset, length, url: piece.to }
    case 'instant':
      return {
        type: 'date_time',
        offset,
        length,
        unix_time: Math.floor(piece.at.getTime() / 1000),
        date_time_format: FORMATS[piece.shown],
      }
  }
}

const FORMATS: Readonly<Record<Shown, 'r' | 't' | 'd' | 'dt'>> = {
  time: 't',
  day: 'd',
  both: 'dt',
  relative: 'r',
}
