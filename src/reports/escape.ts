/** Control characters, most of which XML 1.0 cannot hold, and the two that are no characters. */
const UNPRINTABLE = /[[\p{Cc}\ufffe\uffff]--[\t\n\r]]/gv

/** The full-width forms are formulas too where East Asian text is typed. */
const FORMULA_START = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/

/**
 * Where the list separator is a semicolon, a program may cut a cell of a comma file in two here.
 */
const FORMULA_INSIDE = /([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])/g

const XML_SPECIAL = /[&<>\r_]/

/**
 * A text of somebody else, made safe for a cell of a CSV file: spreadsheet programs run what begins
 * with `=`, `+`, `-` or `@`, so an apostrophe goes in front of it.
 */
export function csvText(text: string): string {
  if (PLAIN.test(text)) return text
  const printable = printableText(text).replace(FORMULA_INSIDE, "$1'")
  return FORMULA_START.test(printable) ? `'${printable}` : printable
}

/**
 * A text as the content of an XML element that a spreadsheet program reads. Those programs read
 * `_x0041_` as the letter A, so the underscore in front of such a mark is written as a mark itself.
 */
export function xmlText(text: string): string {
  if (PLAIN.test(text)) return text
  const printable = printableText(text)
  if (!XML_SPECIAL.test(printable)) return printable
  return printable
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}

/** Most texts are names, and most names need no second look. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9. ]*$/

/** The text without half characters and control characters. */
function printableText(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, '')
}
