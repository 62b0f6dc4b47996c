import { xmlText } from './escape.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** A sheet that was written: its name, and the area of its filter if it has one, `A1:E100`. */
export type WrittenSheet = { readonly name: string; readonly filterArea: string | null }

/** The parts of a workbook beside its sheets, as [path, XML]. Sheets are numbered from 1. */
export function workbookParts(
  sheets: readonly WrittenSheet[],
): readonly (readonly [string, string])[] {
  return [
    ['xl/workbook.xml', workbook(sheets)],
    ['xl/_rels/workbook.xml.rels', workbookRelations(sheets.length)],
    ['xl/styles.xml', STYLE_SHEET],
    ['_rels/.rels', ROOT_RELATIONS],
    ['[Content_Types].xml', contentTypes(sheets.length)],
  ]
}

/** The path of a sheet inside the file; numbers start at 1. */
export function sheetPath(sheetNumber: number): string {
  return `xl/worksheets/sheet${sheetNumber}.xml`
}

function workbook(sheets: readonly WrittenSheet[]): string {
  const names = sheets.map(({ name }, index) => {
    const quoted = xmlText(name).replaceAll('"', '&quot;')
    return `<sheet name="${quoted}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`
  })
  // Excel takes a filter for whole only if its area has this name too.
  const filters = sheets.flatMap(({ name, filterArea }, index) => {
    if (filterArea === null) return []
    const area = filterArea.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2')
    const place = xmlText(`'${name.replaceAll("'", "''")}'!${area}`)
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${place}</definedName>`,
    ]
  })
  const defined = filters.length > 0 ? `<definedNames>${filters.join('')}</definedNames>` : ''
  return [
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}">`,
    `<bookViews><workbookView activeTab="0"/></bookViews>`,
    `<sheets>${names.join('')}</sheets>${defined}</workbook>`,
  ].join('')
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
    `${sheets.join('')}</Types>`,
  ].join('')
}

const ROOT_RELATIONS = [
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
  `<Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>`,
  '</Relationships>',
].join('')

/** Format 49 is "text". The order of `cellXfs` is that of STYLES, after the empty style 0. */
const STYLE_SHEET = [
  `${HEAD}<styleSheet xmlns="${MAIN}">`,
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
  '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill>',
  '<fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" ',
  'applyFont="1"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" ',
  'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>',
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
  '</styleSheet>',
].join('')
