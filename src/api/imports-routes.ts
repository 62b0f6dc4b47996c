import { basename } from 'node:path'
import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Table, TableFile } from '../checks/result/table.ts'
import { parseTargetName } from '../checks/target-name.ts'
import * as contract from '../contract/imports.ts'
import { RESULT_TYPES } from '../contract/results.ts'
import { HOUSE } from '../customers/customer.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import type { Import } from '../exports/compare-exports.ts'
import { importForCustomer } from '../exports/customer-import.ts'
import { UPLOAD_BYTES_MAX, Uploads } from '../exports/uploads.ts'
import { reportArchive } from '../reports/report-archive.ts'
import type { Language } from '../words/language.ts'
import { shortageWords } from '../words/shortage.ts'
import { ImportPlaces } from './import-places.ts'
import { instant } from './instant.ts'
import { sendList } from './list-file.ts'
import { personOf } from './person-view.ts'
import { onlyOf } from './principal.ts'
import { MediaTypeError, RequestInvalidError, ResultNotThereError } from './refusals.ts'
import { streamRoute } from './route.ts'

type Query = z.output<typeof contract.importExport.query>

/** Instagram's own export, sent in, compared and forgotten. */
export function importsRoutes(context: { readonly db: Database }): (app: FastifyInstance) => void {
  const places = new ImportPlaces()
  return (app) => {
    app.register(multipart, {
      limits: {
        fileSize: UPLOAD_BYTES_MAX,
        files: contract.ARCHIVES_MAX,
        fields: 0,
        parts: contract.ARCHIVES_MAX,
        headerPairs: 20,
      },
    })

    streamRoute(app, contract.importExport, async (given, reply) => {
      const { query, principal, signal, request, language } = given
      const asked = onlyOf(principal) ?? query.customer ?? HOUSE
      const { id: customerId } = await customerById(context, asked)
      const owner = query.owner === undefined ? null : parseTargetName(query.owner)
      reply.raw.once('close', places.take(principal))
      const imported = await imports(request, signal, (paths) =>
        importForCustomer(context, { ...paths, owner, customerId }, signal),
      )
      return answer(imported, query, { reply, language })
    })
  }
}

type Paths = { readonly paths: readonly string[]; readonly before: readonly string[] }

/** Takes the archives in, lets them be read, and throws them away. */
async function imports(
  request: FastifyRequest,
  signal: AbortSignal,
  read: (paths: Paths) => Promise<Import>,
): Promise<Import> {
  if (!request.isMultipart()) {
    throw new MediaTypeError('Archives come as files of multipart/form-data.')
  }
  await using uploads = new Uploads()
  const paths: string[] = []
  const before: string[] = []
  for await (const part of request.files()) {
    const into = { export: paths, before }[part.fieldname]
    if (into === undefined) throw new RequestInvalidError('Archives are `export` or `before`.')
    into.push(await uploads.add(part.filename, part.file, signal))
  }
  if (paths.length === 0) throw new RequestInvalidError('There is no `export` among the files.')
  try {
    return await read({ paths, before })
  } catch (error) {
    // Where it lay on this machine is nobody's business.
    if (error instanceof Error) {
      for (const path of [...paths, ...before]) {
        error.message = error.message.replaceAll(path, basename(path))
      }
    }
    throw error
  }
}

function answer(
  imported: Import,
  query: Query,
  to: { readonly reply: FastifyReply; readonly language: Language },
): FastifyReply | Promise<FastifyReply> {
  const { reply, language } = to
  const { report } = imported
  const { format, list, csv } = query
  if (list === undefined) {
    if (format === 'json') return reply.type(RESULT_TYPES.json).send(figuresOf(imported, language))
    if (format !== 'zip') throw new RequestInvalidError('Only a list is given in this format.')
    const reader = { language, zone: 'UTC', csv }
    reply.type(contract.ARCHIVE_TYPE)
    reply.header('content-disposition', 'attachment; filename="report.zip"')
    const at = report.result.finishedAt ?? new Date(0)
    return reply.send(Readable.from(reportArchive(report, reader, at)))
  }
  const table = tableOf(report.tables, list)
  const isPartial = report.result.counts[list]?.count == null
  const hidden = report.result.counts[list]?.hidden ?? 0
  if (format === 'zip') throw new RequestInvalidError('An archive holds all lists.')
  if (format === 'json') return firstPeople(reply, table, query.limit, isPartial)
  const { username } = report.result.target
  const { finishedAt } = report.result
  const members = table.members()
  return sendList(
    reply,
    { file: list, username, finishedAt, isPartial, hidden, members },
    { format, csv, language, holds: 'all' },
  )
}

/** @throws ResultNotThereError */
function tableOf(tables: readonly Table[], list: TableFile): Table {
  const table = tables.find(({ file }) => file === list)
  if (table === undefined) throw new ResultNotThereError(`There is no ${list} in this export.`)
  if (table.omitted === null) return table
  const why = table.omitted.because === 'unread' ? 'is not in the export' : 'is not all there'
  throw new ResultNotThereError(`The list ${list} is not given: ${table.omitted.list} ${why}.`)
}

async function firstPeople(
  reply: FastifyReply,
  { members }: Table,
  limit: number,
  partial: boolean,
): Promise<FastifyReply> {
  const items: ReturnType<typeof personOf>[] = []
  for await (const batch of members()) {
    items.push(...batch.map(personOf))
    if (items.length > limit) break
  }
  const page = { items: items.slice(0, limit), more: items.length > limit, partial }
  return reply.type(RESULT_TYPES.json).send(page)
}

function figuresOf({ report: { result }, oldestAt, unnamed }: Import, language: Language) {
  const list = (name: 'followers' | 'following') => {
    const { collected, confidence, shortage } = result[name]
    return { collected, confidence, why: shortage && shortageWords(shortage, language) }
  }
  return {
    owner: result.target.username,
    exportedAt: instant(result.finishedAt),
    comparedWith: instant(result.comparedWith),
    oldestFollowAt: instant(oldestAt),
    unnamed,
    followers: list('followers'),
    following: list('following'),
    counts: result.counts,
  }
}
