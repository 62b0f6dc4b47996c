import { reportWords } from '../words/report-words.ts'
import type { PageCell, PageLayout, PageRow } from './page-xml.ts'
import type { Reader } from './reader.ts'
import type { Style } from './styles-xml.ts'
import type { Summary, SummaryList, SummaryTable } from './summary.ts'

/** Who, how many, the share, of what, what it means. */
const WIDTHS = [28, 17, 13, 19, 76]
const SAYS_CHARACTERS = 84
const OF_CHARACTERS = 16

const ROW = 26
const LINE = 16

/** The summary as a sheet: each row leads to the sheet of its names. */
export function summaryPage(summary: Summary, reader: Reader): PageLayout {
  const { heads } = reportWords(reader.language)
  const rows: PageRow[] = [
    { height: 34, cells: [cell(summary.title, 'title')] },
    { height: 22, cells: [profileCell(summary)] },
    { height: 18, cells: [cell(`${summary.when} · ${summary.compared}`, 'meta')] },
  ]
  if (summary.remark !== null) {
    rows.push({ height: 8, cells: [] })
    rows.push({
      height: 24,
      cells: WIDTHS.map((_, index) => cell(index === 0 ? summary.remark : null, 'banner')),
    })
  }
  rows.push(
    { height: 14, cells: [] },
    headRow([heads.who, heads.count, heads.share, '', heads.means]),
    ...summary.tables.map((table) => tableRow(table, reader)),
    { height: 20, cells: [] },
    { ...headRow([heads.list, heads.read, heads.inProfile, heads.believe, '']), joinedFrom: 3 },
    ...summary.lists.map((list) => listRow(list, reader)),
  )
  return { widths: WIDTHS, rows }
}

function profileCell({ username, url }: Summary): PageCell {
  const value = `@${username}`
  return url === null ? { value, style: 'meta' } : { value, style: 'profile', to: { url } }
}

function headRow(names: readonly string[]): PageRow {
  const right = [1, 2]
  const cells = names.map((name, index) => cell(name, right.includes(index) ? 'headRight' : 'head'))
  return { height: 22, cells }
}

function tableRow(table: SummaryTable, reader: Reader): PageRow {
  const { name, count, countWords, share, says } = table
  const unknown = countWords === reportWords(reader.language).unknown
  return {
    height: heightOf(says),
    cells: [
      { value: name, style: 'link', to: { sheet: name } },
      count === null ? cell(countWords, unknown ? 'unknown' : 'countWords') : cell(count, 'count'),
      cell(share?.part ?? null, 'share'),
      cell(share?.of ?? null, 'of'),
      cell(says, 'means'),
    ],
  }
}

function listRow({ name, read, inProfile, tone, says }: SummaryList, reader: Reader): PageRow {
  const { unknown } = reportWords(reader.language)
  return {
    height: heightOf(says, SAYS_CHARACTERS + OF_CHARACTERS),
    cells: [
      { value: name, style: 'link', to: { sheet: name } },
      read === null ? cell('—', 'unknown') : cell(read, 'count'),
      inProfile === null ? cell(unknown, 'unknown') : cell(inProfile, 'count'),
      cell(says, tone),
      cell(null, tone),
    ],
    joinedFrom: 3,
  }
}

function cell(value: PageCell['value'], style: Style): PageCell {
  return { value, style }
}

/** Excel fits a height to wrapped words only when somebody edits them. */
function heightOf(says: string, characters = SAYS_CHARACTERS): number {
  return Math.max(ROW, Math.ceil(says.length / characters) * LINE + 10)
}
