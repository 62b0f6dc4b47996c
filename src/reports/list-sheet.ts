import type { Member, Table, TableFile } from '../checks/result/table.ts'
import { hiddenWords, lossWords } from '../words/losses.ts'
import { reportWords } from '../words/report-words.ts'
import type { CellValue } from './cells.ts'
import type { Reader } from './reader.ts'
import type { Column, TableLayout } from './sheet-xml.ts'
import { profileUrl } from './summary.ts'

/** The colour of each tab, as RRGGBB: what asks for something is warm, what is whole is grey. */
export const TAB_COLOURS: Readonly<Record<TableFile, string>> = {
  'not-following-back': 'B34E05',
  lost: 'A3123A',
  'not-seen': 'D9822B',
  gained: '0F7F69',
  renamed: '86338F',
  fans: 'B0921A',
  mutual: '2F6FE0',
  pending: '2F6FE0',
  'recently-unfollowed': '86338F',
  'close-friends': '0F7F69',
  restricted: '76818D',
  followers: '76818D',
  following: '76818D',
}

/** How a list's sheet is laid out. */
export function listLayout(
  { file, omitted }: Table,
  { isPartial, hidden }: { readonly isPartial: boolean; readonly hidden: number },
  reader: Reader,
): TableLayout {
  const words = reportWords(reader.language)
  const remarks = [
    ...(isPartial ? [words.partial] : []),
    ...(hidden > 0 ? [hiddenWords(hidden, reader.language)] : []),
  ]
  const remark = remarks.length === 0 ? null : remarks.join(' ')
  return {
    columns: columnsOf(file, reader),
    banner: omitted === null ? remark : words.omitted(omitted),
    empty: omitted === null && !isPartial ? words.nobody : null,
  }
}

function columnsOf(file: TableFile, reader: Reader): readonly Column[] {
  if (file === 'renamed') return renamedColumns(reader)
  return file === 'lost' ? lostColumns(reader) : memberColumns(reader)
}

/** A member as a row of its list's sheet; `number` counts from 1. */
export function listRow(
  file: TableFile,
  member: Member,
  number: number,
  { language }: Reader,
): CellValue[] {
  const { pk, username, formerUsername, isPrivate, isVerified } = member
  const name = inOneLine(member.fullName)
  if (file === 'renamed') return [number, username, formerUsername, name, pk]
  if (file === 'lost') {
    return [number, username, name, lossWords(member.reason, language), pk]
  }
  const yes = reportWords(language).closed
  return [number, username, name, isPrivate ? yes : null, isVerified ? '✓' : null, pk]
}

/** A row is one line high, whatever somebody is called. */
function inOneLine(name: string): string {
  return /[\r\n]/.test(name) ? name.replace(/\s*[\r\n]+\s*/g, ' ') : name
}

function memberColumns(reader: Reader): readonly Column[] {
  const { columns } = reportWords(reader.language)
  return [
    numbers(columns.number),
    profiles(columns.profile),
    texts(columns.name),
    marks(columns.closed),
    marks(columns.verified),
    ids(columns.id),
  ]
}

function lostColumns(reader: Reader): readonly Column[] {
  const { columns } = reportWords(reader.language)
  return [
    numbers(columns.number),
    profiles(columns.profile),
    texts(columns.name),
    texts(columns.reason),
    ids(columns.id),
  ]
}

function renamedColumns(reader: Reader): readonly Column[] {
  const { columns } = reportWords(reader.language)
  return [
    numbers(columns.number),
    profiles(columns.newName),
    texts(columns.formerName),
    texts(columns.name),
    ids(columns.id),
  ]
}

function numbers(name: string): Column {
  return { name, style: 'number', headStyle: 'headRight', widthMin: 8, widthMax: 11 }
}

function profiles(name: string): Column {
  return { name, style: 'link', headStyle: 'head', widthMin: 24, widthMax: 36, link: profileUrl }
}

function texts(name: string): Column {
  return { name, style: 'text', headStyle: 'head', widthMin: 24, widthMax: 48 }
}

function marks(name: string): Column {
  return { name, style: 'mark', headStyle: 'headCenter', widthMin: 12, widthMax: 14 }
}

function ids(name: string): Column {
  return { name, style: 'id', headStyle: 'head', widthMin: 16, widthMax: 24 }
}
