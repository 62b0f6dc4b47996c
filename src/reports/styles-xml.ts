const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** The colours of a report; each state has a dark one for its words and a soft one below them. */
export const COLOURS = {
  ink: '17191C',
  inkSoft: '646A71',
  line: 'E4E4DE',
  white: 'FFFFFF',
  link: '1B57B8',
  good: '0A6A57',
  goodSoft: 'E2F1EC',
  careful: '9A4600',
  carefulSoft: 'FDF0E1',
  bad: 'A3123A',
  badSoft: 'FBE9EE',
} as const

type Colour = keyof typeof COLOURS

/** How a cell looks. */
type Look = {
  readonly size?: number
  readonly bold?: true
  readonly underlined?: true
  readonly colour?: Colour
  readonly fill?: Colour
  readonly line?: true
  readonly format?: string
  readonly align?: 'left' | 'center' | 'right'
  readonly indent?: number
  readonly wrap?: true
}

/** A text that stays one when it is edited, so that `=1+1` in a name never becomes a formula. */
const TEXT = '@'
const WHOLE = '#,##0'
const PART = '0.0%'

const LOOKS = {
  plain: {},
  title: { size: 20, bold: true, format: TEXT },
  meta: { colour: 'inkSoft', format: TEXT },
  profile: { size: 13, bold: true, underlined: true, colour: 'link', format: TEXT },
  head: { bold: true, colour: 'white', fill: 'ink', format: TEXT, align: 'left', indent: 1 },
  headRight: { bold: true, colour: 'white', fill: 'ink', format: TEXT, align: 'right', indent: 1 },
  headCenter: { bold: true, colour: 'white', fill: 'ink', format: TEXT, align: 'center' },
  number: { colour: 'inkSoft', line: true, align: 'right', format: '0', indent: 1 },
  text: { line: true, format: TEXT, align: 'left', indent: 1 },
  link: { underlined: true, colour: 'link', line: true, format: TEXT, align: 'left', indent: 1 },
  mark: { line: true, format: TEXT, align: 'center' },
  id: { colour: 'inkSoft', line: true, format: TEXT, align: 'left', indent: 1 },
  count: { size: 13, bold: true, line: true, format: WHOLE, align: 'right', indent: 1 },
  countWords: { bold: true, line: true, format: TEXT, align: 'right', indent: 1 },
  unknown: { colour: 'inkSoft', line: true, format: TEXT, align: 'right', indent: 1 },
  share: { line: true, format: PART, align: 'right', indent: 1 },
  of: { colour: 'inkSoft', line: true, format: TEXT, align: 'left', indent: 1 },
  means: { colour: 'inkSoft', line: true, format: TEXT, align: 'left', indent: 1, wrap: true },
  good: {
    colour: 'good',
    fill: 'goodSoft',
    line: true,
    format: TEXT,
    align: 'left',
    indent: 1,
    wrap: true,
  },
  careful: {
    colour: 'careful',
    fill: 'carefulSoft',
    line: true,
    format: TEXT,
    align: 'left',
    indent: 1,
    wrap: true,
  },
  bad: {
    colour: 'bad',
    fill: 'badSoft',
    line: true,
    format: TEXT,
    align: 'left',
    indent: 1,
    wrap: true,
  },
  banner: { colour: 'bad', fill: 'badSoft', format: TEXT, align: 'left', indent: 1 },
  note: { colour: 'inkSoft', format: TEXT, align: 'left', indent: 1, wrap: true },
} as const satisfies Readonly<Record<string, Look>>

/** The name of a look. */
export type Style = keyof typeof LOOKS

const NAMES = Object.keys(LOOKS) as Style[] // the keys of LOOKS

/** The number of a look in the workbook. */
export const STYLES = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Readonly<
  Record<Style, number>
>

/** The XML of all looks. */
export function stylesXml(): string {
  const looks: readonly Look[] = NAMES.map((name) => LOOKS[name])
  const fonts = new Parts()
  const fills = new Parts(
    '<fill><patternFill patternType="none"/></fill>',
    // The second one is Excel's own, whatever stands there.
    '<fill><patternFill patternType="gray125"/></fill>',
  )
  const borders = new Parts(BORDER_NONE)
  const formats = new Map<string, number>([
    ['@', 49],
    ['0', 1],
    [WHOLE, 3],
  ])
  const cells = looks.map((look) => {
    const font = fonts.number(fontXml(look))
    const fill = look.fill === undefined ? 0 : fills.number(fillXml(look.fill))
    const border = look.line ? borders.number(BORDER_LINE) : 0
    const format = look.format === undefined ? 0 : formatNumber(look.format, formats)
    return [
      `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" `,
      'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">',
      `${alignmentXml(look)}</xf>`,
    ].join('')
  })
  const own = [...formats].filter(([, number]) => number >= FORMATS_OWN)
  const numFmts = own.map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`)
  return [
    `${HEAD}<styleSheet xmlns="${MAIN}">`,
    `<numFmts count="${own.length}">${numFmts.join('')}</numFmts>`,
    `<fonts count="${fonts.count}">${fonts.xml}</fonts>`,
    `<fills count="${fills.count}">${fills.xml}</fills>`,
    `<borders count="${borders.count}">${borders.xml}</borders>`,
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${cells.length}">${cells.join('')}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    '</styleSheet>',
  ].join('')
}

/** Numbers below are formats that Excel brings along. */
const FORMATS_OWN = 164

function formatNumber(code: string, formats: Map<string, number>): number {
  const known = formats.get(code)
  if (known !== undefined) return known
  const number = FORMATS_OWN + [...formats.values()].filter((each) => each >= FORMATS_OWN).length
  formats.set(code, number)
  return number
}

/** Parts of a workbook that cells name by their number: each is there once. */
class Parts {
  readonly #parts: string[]

  constructor(...first: readonly string[]) {
    this.#parts = [...first]
  }

  number(part: string): number {
    const known = this.#parts.indexOf(part)
    return known >= 0 ? known : this.#parts.push(part) - 1
  }

  get count(): number {
    return this.#parts.length
  }

  get xml(): string {
    return this.#parts.join('')
  }
}

/** The order of these elements is fixed by the schema. */
function fontXml({ size = 11, bold, underlined, colour = 'ink' }: Look): string {
  return [
    '<font>',
    bold ? '<b/>' : '',
    underlined ? '<u/>' : '',
    `<sz val="${size}"/><color rgb="FF${COLOURS[colour]}"/>`,
    '<name val="Calibri"/><family val="2"/></font>',
  ].join('')
}

function fillXml(fill: Colour): string {
  const colour = `<fgColor rgb="FF${COLOURS[fill]}"/><bgColor indexed="64"/>`
  return `<fill><patternFill patternType="solid">${colour}</patternFill></fill>`
}

const BORDER_NONE = '<border><left/><right/><top/><bottom/><diagonal/></border>'
const BORDER_LINE = `<border><left/><right/><top/><bottom style="thin"><color rgb="FF${COLOURS.line}"/></bottom><diagonal/></border>`

function alignmentXml({ align, indent, wrap }: Look): string {
  return [
    '<alignment',
    align === undefined ? '' : ` horizontal="${align}"`,
    ' vertical="center"',
    wrap ? ' wrapText="1"' : '',
    indent === undefined ? '' : ` indent="${indent}"`,
    '/>',
  ].join('')
}
