import type { Member, TableFile } from '../checks/result/table.ts'
import { reportWords } from '../words/report-words.ts'
import type { CellValue } from './cells.ts'
import { listLayout, listRow, TAB_COLOURS } from './list-sheet.ts'
import type { Reader } from './reader.ts'
import { xlsxChunks } from './xlsx.ts'

/** One list of a result as a workbook. */
export type ListWorkbook = {
  readonly file: TableFile
  readonly username: string
  readonly finishedAt: Date | null
  /** Whether somebody may be missing. */
  readonly isPartial: boolean
  /** How many are left out because they are ignored. */
  readonly hidden: number
  readonly members: AsyncIterable<readonly Member[]>
}

/** The workbook as chunks of bytes; members are taken as the chunks are. */
export function listWorkbook(list: ListWorkbook, reader: Reader): AsyncGenerator<Uint8Array> {
  const { file, username, finishedAt, isPartial, hidden } = list
  const { sheet } = reportWords(reader.language).tables[file]
  const table = { file, omitted: null, members: () => list.members }
  return xlsxChunks({
    properties: { title: `${sheet}: @${username}`, createdAt: finishedAt ?? new Date(0) },
    sheets: [
      {
        kind: 'table',
        name: sheet,
        frame: { tabColour: TAB_COLOURS[file], printHead: sheet, printFoot: `@${username}` },
        layout: listLayout(table, { isPartial, hidden }, reader),
        rows: rowsOf(list, reader),
      },
    ],
  })
}

async function* rowsOf(
  { file, members }: ListWorkbook,
  reader: Reader,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  let before = 0
  for await (const batch of members) {
    const first = before + 1
    yield batch.map((member, index) => listRow(file, member, first + index, reader))
    before += batch.length
  }
}
