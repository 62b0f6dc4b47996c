import type { Member, TableFile } from '../checks/result/table.ts'
import { type CsvCell, csvHead, csvLines } from './csv.ts'
import type { CsvStyle } from './reader.ts'

/** The start of a list's CSV file. */
export function listCsvHead(file: TableFile, style: CsvStyle): string {
  return csvHead(columns(file), style)
}

/** Members as lines of their list's CSV file. */
export function listCsvLines(file: TableFile, members: readonly Member[], style: CsvStyle): string {
  return csvLines(
    members.map((member) => row(file, member)),
    style,
  )
}

function columns(file: TableFile): readonly string[] {
  const all = ['pk', 'username', 'full_name', 'is_private', 'is_verified']
  if (file === 'renamed') return [...all, 'previous_username']
  return file === 'lost' ? [...all, 'reason'] : all
}

function row(file: TableFile, member: Member): readonly CsvCell[] {
  const { pk, username, fullName, isPrivate, isVerified, formerUsername } = member
  const id = pk === null ? '' : { id: pk }
  const cells = [id, username, fullName, isPrivate ?? '', isVerified ?? '']
  if (file === 'renamed') return [...cells, formerUsername ?? '']
  return file === 'lost' ? [...cells, member.reason ?? ''] : cells
}
