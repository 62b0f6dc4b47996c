import type { Link } from './cells.ts'
import { xmlText } from './escape.ts'
import { attribute, CHUNK_CHARACTERS } from './sheet-xml.ts'
import { stylesXml } from './styles-xml.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const CORE_TYPE = 'application/vnd.openxmlformats-package.core-properties+xml'

/** A sheet that was written. */
export type WrittenSheet = {
  readonly name: string
  /** The area of its filter, `A1:E100`, and the row that every printed page repeats. */
  readonly table: { readonly area: string; readonly headingRow: number } | null
}

/** What the file says of itself. */
export type Properties = { readonly title: string; readonly createdAt: Date }

/** The parts of a workbook beside its sheets, as [path, XML]. Sheets are numbered from 1. */
export function workbookParts(
  sheets: readonly WrittenSheet[],
  properties: Properties,
): readonly (readonly [string, string])[] {
  return [
    ['xl/workbook.xml', workbook(sheets)],
    ['xl/_rels/workbook.xml.rels', workbookRelations(sheets.length)],
    ['xl/styles.xml', stylesXml()],
    ['docProps/core.xml', coreProperties(properties)],
    ['_rels/.rels', ROOT_RELATIONS],
    ['[Content_Types].xml', contentTypes(sheets.length)],
  ]
}

/** The path of a sheet inside the file; numbers start at 1. */
export function sheetPath(sheetNumber: number): string {
  return `xl/worksheets/sheet${sheetNumber}.xml`
}

/** The path of what a sheet's links are resolved by. */
export function linksPath(sheetNumber: number): string {
  return `xl/worksheets/_rels/sheet${sheetNumber}.xml.rels`
}

/** Where the links of a sheet lead, in chunks. */
export function* linkRelations(links: Iterable<Link>): Generator<Buffer> {
  let text = `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">`
  let number = 0
  for (const link of links) {
    number += 1
    if (!('url' in link)) continue
    const target = attribute(link.url)
    text += `<Relationship Id="rId${number}" Type="${DOCUMENT}/hyperlink" Target="${target}" TargetMode="External"/>`
    if (text.length < CHUNK_CHARACTERS) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}</Relationships>`)
}

function workbook(sheets: readonly WrittenSheet[]): string {
  const names = sheets.map(({ name }, index) => {
    return `<sheet name="${attribute(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`
  })
  const defined = sheets.flatMap(({ name, table }, index) => {
    if (table === null) return []
    const sheet = `'${name.replaceAll("'", "''")}'`
    const area = table.area.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2')
    const row = `$${table.headingRow}`
    return [
      // Excel takes a filter for whole only if its area has this name too.
      definedName('_xlnm._FilterDatabase', index, `${sheet}!${area}`, ' hidden="1"'),
      definedName('_xlnm.Print_Titles', index, `${sheet}!${row}:${row}`, ''),
    ]
  })
  const all = defined.length > 0 ? `<definedNames>${defined.join('')}</definedNames>` : ''
  return [
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}">`,
    // Without these a new reader goes by defaults of the oldest Excel.
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="16000" ',
    'tabRatio="850" activeTab="0"/></bookViews>',
    `<sheets>${names.join('')}</sheets>${all}</workbook>`,
  ].join('')
}

function definedName(name: string, sheet: number, place: string, more: string): string {
  return `<definedName name="${name}" localSheetId="${sheet}"${more}>${xmlText(place)}</definedName>`
}

function workbookRelations(sheetsCount: number): string {
  const relations = Array.from({ length: sheetsCount }, (_, index) => {
    const target = sheetPath(index + 1).replace('xl/', '')
    return `<Relationship Id="rId${index + 1}" Type="${DOCUMENT}/worksheet" Target="${target}"/>`
  })
  relations.push(
    `<Relationship Id="rId${sheetsCount + 1}" Type="${DOCUMENT}/styles" Target="styles.xml"/>`,
  )
  const all = relations.join('')
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all}</Relationships>`
}

function contentTypes(sheetsCount: number): string {
  const sheets = Array.from({ length: sheetsCount }, (_, index) => {
    const part = `/${sheetPath(index + 1)}`
    return `<Override PartName="${part}" ContentType="${TYPE}.worksheet+xml"/>`
  })
  return [
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">`,
    '<Default Extension="rels" ',
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>`,
    `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>`,
    `<Override PartName="/docProps/core.xml" ContentType="${CORE_TYPE}"/>`,
    `${sheets.join('')}</Types>`,
  ].join('')
}

function coreProperties({ title, createdAt }: Properties): string {
  const date = `${createdAt.toISOString().slice(0, 19)}Z`
  return [
    `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" `,
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" ',
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${xmlText(title)}</dc:title><dc:creator>Evercheck</dc:creator>`,
    `<dcterms:created xsi:type="dcterms:W3CDTF">${date}</dcterms:created></cp:coreProperties>`,
  ].join('')
}

const ROOT_RELATIONS = [
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
  `<Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>`,
  `<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>`,
  '</Relationships>',
].join('')
