import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Member, TableFile } from '../checks/result/table.ts'
import { RESULT_TYPES } from '../contract/results.ts'
import { listCsvHead, listCsvLines } from '../reports/list-csv.ts'
import { type ListWorkbook, listWorkbook } from '../reports/list-workbook.ts'
import type { Reader } from '../reports/reader.ts'
import type { Language } from '../words/language.ts'
import { personOf } from './person-view.ts'

/** How a list is sent as a file. */
export type ListStyle = {
  readonly format: 'csv' | 'xlsx' | 'ndjson'
  readonly csv: Reader['csv']
  readonly language: Language
  /** Whether all of the list are in it, or those who were found by a search or a filter. */
  readonly holds: 'all' | 'found'
}

/** Sends a list as a file, as fast as it is taken: it never lies in memory. */
export function sendList(reply: FastifyReply, list: ListWorkbook, style: ListStyle): FastifyReply {
  const { file, username, members } = list
  const { format, csv, language, holds } = style
  const name = holds === 'all' ? file : `${file}-found`
  reply.type(RESULT_TYPES[format])
  reply.header('content-disposition', `attachment; filename="${username}-${name}.${format}"`)
  if (format === 'xlsx') {
    return reply.send(Readable.from(listWorkbook(list, { language, zone: 'UTC', csv })))
  }
  const lines = format === 'csv' ? csvOf(file, members, csv) : ndjsonOf(members)
  return reply.send(Readable.from(lines, { objectMode: false }))
}

async function* csvOf(
  name: TableFile,
  members: AsyncIterable<readonly Member[]>,
  style: Reader['csv'],
): AsyncGenerator<Buffer> {
  yield Buffer.from(listCsvHead(name, style))
  for await (const batch of members) yield Buffer.from(listCsvLines(name, batch, style))
}

async function* ndjsonOf(members: AsyncIterable<readonly Member[]>): AsyncGenerator<Buffer> {
  for await (const batch of members) {
    yield Buffer.from(batch.map((member) => `${JSON.stringify(personOf(member))}\n`).join(''))
  }
}
