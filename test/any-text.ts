import fc from 'fast-check'

/**
 * A text of any characters at all. The library's own, `unit: 'binary'`, first makes a table of every
 * character that there is, which takes a second.
 */
export function anyText(limits: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...limits, unit: CHARACTER })
}

const CHARACTER = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

/** An address on the web with anything in its path. For why it is ours see `anyText`. */
export const anyUrl = fc
  .tuple(fc.constantFrom('http', 'https'), fc.domain(), fc.array(anyText(), { maxLength: 4 }))
  .map(([scheme, host, parts]) => `${scheme}://${host}/${parts.map(encodeURIComponent).join('/')}`)
