import fc from 'fast-check'

/**
 * Texts near the samples: pieces of them cut out, doubled, turned round, and mixed with words that
 * have broken readers before. Blind chance would never write half a cookie file.
 */
export function near(
  samples: readonly string[],
  dictionary: readonly string[],
): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...dictionary) },
    { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  )
  const change = fc.record({
    kind: fc.constantFrom('insert', 'cut', 'replace', 'double', 'repeat', 'splice'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 40 }),
    piece,
    other: fc.constantFrom(...samples),
  })
  const changed = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 6 }))
    .map(([sample, changes]) => changes.reduce(apply, sample))
  return fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: fc.string() })
}

type Change = {
  readonly kind: 'insert' | 'cut' | 'replace' | 'double' | 'repeat' | 'splice'
  readonly at: number
  readonly length: number
  readonly piece: string
  readonly other: string
}

/** Mostly short, for many inputs; now and then so long that a reader's square would show. */
const REPEATED_CHARS = 3000
const LONG_CHARS = 200_000

function apply(text: string, { kind, at, length, piece, other }: Change): string {
  const start = Math.floor(at * text.length)
  const [before, after] = [text.slice(0, start), text.slice(start)]
  switch (kind) {
    case 'insert':
      return before + piece + after
    case 'cut':
      return before + after.slice(length)
    case 'replace':
      return before + piece + after.slice(length)
    case 'double':
      return before + after.slice(0, length) + after
    case 'repeat':
      return before + repeated(piece, length > 35 ? LONG_CHARS : REPEATED_CHARS) + after
    case 'splice':
      return before + other.slice(Math.floor(at * other.length))
  }
}

function repeated(piece: string, chars: number): string {
  return piece.repeat(Math.ceil(chars / Math.max(1, piece.length)))
}

/** Pieces that end a line, a header, a name, a number, a nesting, or turn what is read. */
const NASTY = [
  '',
  '\0',
  '\r\n',
  '\n',
  '\t',
  ' ',
  ';',
  ',',
  '=',
  '"',
  '\\',
  '%',
  '%2e',
  '..',
  '/',
  '<',
  '{',
  '[',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e999',
  '99999999999999',
  '9223372036854775808',
  '\u00ff',
  '\u0430',
  '\ud800',
  '\ufeff',
  '\u202e',
  '\u061c',
  '\u001b[2J',
] as const
