import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/any-text.ts'
import { csvText, xmlText } from './escape.ts'

const FORMULA = /^[=+\-@＝＋－＠]/

/** Texts made of the signs that matter, and of any others. */
const texts = fc.oneof(
  anyText({ maxLength: 40 }),
  fc
    .array(fc.constantFrom(...'=+-@\t\r\n;,"\'&<>_x0041F \u0000\u001f\ud83d\uffff＝aé🎈'), {
      maxLength: 12,
    })
    .map((signs) => signs.join('')),
)

test('no text begins as a formula in a CSV cell', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const escaped = csvText(text)
      expect(escaped.trimStart()).not.toMatch(FORMULA)
      expect(escaped).not.toMatch(/^[\t\r\n]/)
    }),
    { numRuns: 2_000 },
  )
})

test('no part of a text begins as a formula where a program may cut the cell', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const piece of csvText(text).split(/[;\t\r\n]/)) {
        expect(piece.trimStart()).not.toMatch(FORMULA)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('nothing but apostrophes is added to a CSV cell, and nothing printable is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(csvText(text).replaceAll("'", '')).toBe(text.replaceAll("'", ''))
    }),
  )
})

test('user names as Instagram has them, and numbers of any length, stay as they are', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9_.]{1,30}$/), fc.bigInt({ min: 0n }), (name, pk) => {
      expect(csvText(name)).toBe(name)
      expect(csvText(String(pk))).toBe(String(pk))
    }),
  )
})

test.each([
  ['=HYPERLINK("http://evil.test","you won")', `'=HYPERLINK("http://evil.test","you won")`],
  ['+7 999', "'+7 999"],
  ['-', "'-"],
  ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
  ['\tx', "'\tx"],
  ['\rx', "'\rx"],
  ['  =1', "'  =1"],
  ['＝1', "'＝1"],
  ['\u0000=1', "'=1"],
  ['Coach;=1+1', "Coach;'=1+1"],
  ['two\n=lines', "two\n'=lines"],
  ['a=b - c@d', 'a=b - c@d'],
  ["'=already", "'=already"],
  ['nul\u0000byte', 'nulbyte'],
  ['', ''],
])('the CSV cell of %j is %j', (text, cell) => {
  expect(csvText(text)).toBe(cell)
})

/** What a spreadsheet program makes of the content of an element. */
function asRead(xml: string): string {
  const signs: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }
  return xml
    .replace(/&\w+;/g, (sign) => signs[sign] ?? '?')
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => {
      return String.fromCharCode(Number.parseInt(hex, 16))
    })
}

/** The characters that XML 1.0 allows and recommends (section 2.2). */
function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  if (code >= 0x7f && code <= 0x9f) return false
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000
}

test('a text is read back from XML as it was, but for what XML cannot hold', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const xml = xmlText(text)
      expect(xml).not.toMatch(/[<>\r]|&(?!(?:amp|lt|gt);)/)
      expect(Array.from(xml).every(isXmlCharacter)).toBe(true)
      const holdable = Array.from(text.toWellFormed()).filter(isXmlCharacter).join('')
      expect(asRead(xml)).toBe(holdable.replace(/\r\n?/g, '\n'))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['_x0041_', '_x005F_x0041_'],
  ['_x0041_x0042_', '_x005F_x0041_x005F_x0042_'],
  ['_x00\u000041_', '_x005F_x0041_'],
  ['_x_', '_x_'],
  ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
])('the XML of %j is %j', (text, xml) => {
  expect(xmlText(text)).toBe(xml)
})
