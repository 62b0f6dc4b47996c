/**
 * Text with what matters in it marked: what a chat shows in bold, what can be copied, links, and
 * instants, which everybody reads in a zone of his own. Names stand in it as they are: nothing in
 * them can be taken for a mark.
 */
export type Rich = readonly Piece[]

/** A part of a text. */
export type Piece =
  | string
  | { readonly kind: 'bold' | 'code' | 'quote'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: string }
  | { readonly kind: 'instant'; readonly at: Date; readonly shown: Shown }

/** How an instant is shown: its time, its day, both, or as "in 5 minutes". */
export type Shown = 'time' | 'day' | 'both' | 'relative'

/** A text with pieces in it. Pieces that are lists are put in their place; null is nothing. */
export function rich(
  parts: TemplateStringsArray,
  ...values: readonly (Piece | Rich | number | null)[]
): Rich {
  return parts.flatMap((part, at) => {
    const value = values[at] ?? null
    return value === null ? [part] : [part, ...piecesOf(value)]
  })
}

function piecesOf(value: Piece | Rich | number): Rich {
  if (typeof value === 'number') return [String(value)]
  return isRich(value) ? value : [value]
}

function isRich(value: Piece | Rich): value is Rich {
  return Array.isArray(value)
}

/** Text in bold. */
export function bold(text: string): Piece {
  return { kind: 'bold', text }
}

/** Text of fixed width, copied by a tap. */
export function code(text: string): Piece {
  return { kind: 'code', text }
}

/** Text that leads somewhere. */
export function link(text: string, to: string): Piece {
  return { kind: 'link', text, to }
}

/** An instant in the reader's own zone. */
export function instant(at: Date, shown: Shown): Piece {
  return { kind: 'instant', at, shown }
}

/** Texts one below the other. Those that are null are left out; an empty one is a blank line. */
export function lines(...all: readonly (Rich | string | null)[]): Rich {
  const given = all.filter((each) => each !== null)
  return given.flatMap((each, at) => {
    const pieces = typeof each === 'string' ? [each] : each
    return at === 0 ? pieces : ['\n', ...pieces]
  })
}

/** The text without its marks, instants as UTC says them: for logs, terminals and tests. */
export function plain(text: Rich): string {
  return text.map(plainPiece).join('')
}

/** What stands in the text for a piece, where nobody shows it any better. */
export function plainPiece(piece: Piece): string {
  if (typeof piece === 'string') return piece
  if (piece.kind !== 'instant') return piece.text
  const iso = piece.at.toISOString()
  const day = iso.slice(0, 10)
  const time = `${iso.slice(11, 16)} UTC`
  if (piece.shown === 'day') return day
  return piece.shown === 'time' ? time : `${day} ${time}`
}
