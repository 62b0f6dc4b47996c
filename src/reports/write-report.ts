import { strict as assert } from 'node:assert'
import type { CheckResult, Report, Table, TableFile } from '../checks/result/table.ts'
import { dayIn } from '../words/language.ts'
import { reportWords } from '../words/report-words.ts'
import type { CellValue } from './cells.ts'
import { type Draft, Drafts } from './drafts.ts'
import { listCsvHead, listCsvLines } from './list-csv.ts'
import { listLayout, listRow, TAB_COLOURS } from './list-sheet.ts'
import type { Reader } from './reader.ts'
import { type Issuer, issueReceipt } from './receipt.ts'
import {
  csvFile,
  PICTURE_FILE,
  RECEIPT_FILE,
  RESULT_FILE,
  replaceableFiles,
  WORKBOOK_FILE,
} from './report-folder.ts'
import { resultFile } from './result-file.ts'
import type { Frame } from './sheet-xml.ts'
import { COLOURS } from './styles-xml.ts'
import { type Summary, summaryOf } from './summary.ts'
import { summaryPage } from './summary-page.ts'
import { summaryPicture } from './summary-picture.ts'
import { type Sheet, xlsxChunks } from './xlsx.ts'

/**
 * Writes a report into a folder, which is made if need be: `report.xlsx` with everything, one CSV
 * file per list, `summary.png` and `result.json`, for nobody but their owner to read. Returns the
 * paths. The files appear together when all of them are whole and on the disk; until then the
 * folder keeps the report it had. A list that is not given has no CSV file, an older one of the
 * same profile is removed, and its sheet says why. Each list is read once, and memory stays flat
 * however long it is. With an issuer there is a signed receipt about it. An error of the members
 * passes through.
 * @throws ReportFolderTakenError REPORT_FOLDER_TAKEN
 * @throws DiskFullError DISK_FULL
 * @throws FolderUnwritableError FOLDER_UNWRITABLE
 */
export async function writeReport(
  folder: string,
  report: Report,
  reader: Reader,
  issuer: Issuer | null = null,
): Promise<string[]> {
  const { result, tables } = report
  const summary = summaryOf(result, reader)
  const before = await replaceableFiles(folder, result.target)
  const given = tables.filter(({ omitted }) => omitted === null)
  const picture = await summaryPicture(summary, reader)
  const files = [
    RESULT_FILE,
    WORKBOOK_FILE,
    ...(picture === null ? [] : [PICTURE_FILE]),
    ...given.map(({ file }) => csvFile(file)),
    ...(issuer === null ? [] : [RECEIPT_FILE]),
  ]
  await using drafts = new Drafts(folder)
  // It says which files are ours, so it must be there before any of them is.
  await drafts.write(RESULT_FILE, [jsonText({ ...resultFile(result), files })])
  const lists = new Map<TableFile, Draft>()
  for (const { file } of given) lists.set(file, await drafts.begin(csvFile(file)))
  const sheets = sheetsOf(report, summary, { reader, lists })
  const properties = {
    title: `${summary.title}: @${summary.username}`,
    createdAt: result.finishedAt ?? new Date(0),
  }
  await drafts.write(WORKBOOK_FILE, xlsxChunks({ properties, sheets }))
  if (picture !== null) await drafts.write(PICTURE_FILE, [picture])
  if (issuer !== null) {
    const { check } = result
    assert(check !== null, 'a receipt is about a check')
    const receipt = issueReceipt(issuer, { ...result, check }, drafts.digests())
    await drafts.write(RECEIPT_FILE, [receipt])
  }
  for (const name of before) if (!files.includes(name)) await drafts.remove(name)
  return await drafts.publish()
}

function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  assert(text !== undefined, 'a result must have a JSON form')
  return `${text}\n`
}

/** Who reads, and the CSV files that are filled while the sheets are. */
type Filling = { readonly reader: Reader; readonly lists: ReadonlyMap<TableFile, Draft> }

function sheetsOf(report: Report, summary: Summary, filling: Filling): readonly Sheet[] {
  const { result, tables } = report
  const { reader } = filling
  const words = reportWords(reader.language)
  const first: Sheet = {
    kind: 'page',
    name: words.summarySheet,
    frame: frameOf(words.summarySheet, COLOURS.ink, result, reader),
    layout: summaryPage(summary, reader),
  }
  const others = tables.map((table): Sheet => {
    const name = words.tables[table.file].sheet
    return {
      kind: 'table',
      name,
      frame: frameOf(name, TAB_COLOURS[table.file], result, reader),
      layout: listLayout(table, remarksOn(table, result), reader),
      rows: table.omitted === null ? rowsOf(table, filling) : nobody(),
    }
  })
  return [first, ...others]
}

function frameOf(name: string, tabColour: string, result: CheckResult, reader: Reader): Frame {
  const { finishedAt, target } = result
  const day = finishedAt === null ? '' : ` · ${dayIn(reader.language, finishedAt, reader.zone)}`
  return { tabColour, printHead: name, printFoot: `@${target.username}${day}` }
}

/** Whether somebody may be missing from a table, and how many are left out on purpose. */
function remarksOn({ file, omitted }: Table, { counts }: CheckResult) {
  const isPartial = omitted === null && (counts[file]?.count ?? null) === null
  return { isPartial, hidden: counts[file]?.hidden ?? 0 }
}

/** The rows of a list's sheet; those that were taken are in its CSV file too. */
async function* rowsOf(
  { file, members }: Table,
  { reader, lists }: Filling,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  const csv = lists.get(file)
  assert(csv !== undefined, 'a list that is given has a CSV file')
  await csv.append(listCsvHead(file, reader.csv))
  let before = 0
  for await (const batch of members()) {
    await csv.append(listCsvLines(file, batch, reader.csv))
    const first = before + 1
    yield batch.map((member, index) => listRow(file, member, first + index, reader))
    before += batch.length
  }
}

async function* nobody(): AsyncGenerator<never> {}
