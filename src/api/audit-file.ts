import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { type AuditQuery, readAudit } from '../access/audit.ts'
import type { Database } from '../db/database.ts'
import { csvHead, csvLines } from '../reports/csv.ts'
import type { Reader } from '../reports/reader.ts'

type Context = { readonly db: Database }
type Filter = Pick<AuditQuery, 'act' | 'actorId' | 'objectId' | 'before'>

const BATCH = 1000
const COLUMNS = [
  ...['id', 'at', 'by_kind', 'by_id', 'by_name', 'address', 'act'],
  ...['object_kind', 'object_id', 'outcome', 'detail'],
]

/** Sends the audit log as a file, the newest first, as fast as it is taken. */
export function sendAudit(
  reply: FastifyReply,
  context: Context,
  filter: Filter,
  style: Reader['csv'],
): FastifyReply {
  reply.type('text/csv; charset=utf-8')
  reply.header('content-disposition', 'attachment; filename="audit.csv"')
  return reply.send(Readable.from(linesOf(context, filter, style), { objectMode: false }))
}

async function* linesOf(
  context: Context,
  filter: Filter,
  style: Reader['csv'],
): AsyncGenerator<Buffer> {
  yield Buffer.from(csvHead(COLUMNS, style))
  let { before } = filter
  for (;;) {
    const entries = await readAudit(context, {
      ...filter,
      limit: BATCH,
      ...(before === undefined ? {} : { before }),
    })
    const rows = entries.map(({ id, at, by, act, objectKind, objectId, outcome, detail }) => [
      { id },
      at.toISOString(),
      ...[by.kind, by.id ?? '', by.name ?? '', by.address ?? '', act],
      ...[objectKind ?? '', objectId ?? '', outcome, JSON.stringify(detail)],
    ])
    yield Buffer.from(csvLines(rows, style))
    before = entries.at(-1)?.id
    if (entries.length < BATCH || before === undefined) return
  }
}
