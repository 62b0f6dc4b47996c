import { strict as assert } from 'node:assert'
import { type Report, TABLE_FILES, type Table } from '../checks/result/table.ts'
import { type Cell, csvChunks } from './csv.ts'
import { Drafts } from './drafts.ts'
import type { Layout } from './sheet-xml.ts'
import { type Sheet, xlsxChunks } from './xlsx.ts'

/**
 * Writes a report into a folder, which is made if need be: one CSV file per list, `report.xlsx`
 * with everything, and `result.json`. Returns the paths. The files appear together when all of
 * them are whole and on the disk; until then the folder keeps the report it had. A list that is
 * not given has no CSV file (an older one, of whatever profile, is removed before the new files
 * appear), and its sheet says why. Memory stays flat
 * however long the lists are. An error of the members passes through.
 * @throws DiskFullError DISK_FULL
 * @throws FolderUnwritableError FOLDER_UNWRITABLE
 */
export async function writeReport(folder: string, report: Report): Promise<string[]> {
  await using drafts = new Drafts(folder)
  const columns = MEMBER_LAYOUT.columns.map((column) => column.name)
  for (const table of report.tables) {
    if (table.omitted !== null) continue
    await drafts.write(csvName(table), csvChunks(columns, memberRows(table)))
  }
  await drafts.write('report.xlsx', xlsxChunks(reportSheets(report)))
  await drafts.write('result.json', [jsonText(report.result)])
  const given = report.tables.filter((table) => table.omitted === null).map(({ file }) => file)
  for (const file of TABLE_FILES) if (!given.includes(file)) await drafts.remove(csvName({ file }))
  return await drafts.publish()
}

function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  assert(text !== undefined, 'a result must have a JSON form')
  return `${text}\n`
}

const MEMBER_LAYOUT: Layout = {
  heading: true,
  columns: [
    { name: 'pk', width: 22, style: 'text' },
    { name: 'username', width: 32, style: 'text' },
    { name: 'full_name', width: 36, style: 'text' },
    { name: 'is_private', width: 12, style: 'text' },
    { name: 'is_verified', width: 12, style: 'text' },
  ],
}

const SUMMARY_LAYOUT: Layout = {
  heading: false,
  columns: [
    { name: 'label', width: 34, style: 'bold' },
    { name: 'value', width: 70, style: 'wrapped' },
  ],
}

const NOTE_LAYOUT: Layout = {
  heading: false,
  columns: [{ name: 'note', width: 100, style: 'wrapped' }],
}

function csvName({ file }: Pick<Table, 'file'>): string {
  return `${file}.csv`
}

function reportSheets(report: Report): Sheet[] {
  const summary = { name: 'Summary', layout: SUMMARY_LAYOUT, rows: each(report.summary) }
  const tables = report.tables.map((table) => {
    const { title: name, omitted } = table
    if (omitted !== null) return { name, layout: NOTE_LAYOUT, rows: each([[omitted]]) }
    return { name, layout: MEMBER_LAYOUT, rows: memberRows(table) }
  })
  return [summary, ...tables]
}

async function* memberRows({ members }: Table): AsyncGenerator<readonly Cell[]> {
  for await (const { pk, username, fullName, isPrivate, isVerified } of members()) {
    yield [pk, username, fullName, isPrivate, isVerified]
  }
}

async function* each(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  yield* rows
}
