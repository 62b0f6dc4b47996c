import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import yazl from 'yazl'
import { z } from 'zod'
import { rounded, spreadOf } from './figures.ts'
import type { Workshop } from './workshop.ts'

/** How large the export is. */
export type ImportOptions = { readonly rows: number; readonly rounds: number }

const CHILD = fileURLToPath(new URL('import-child.ts', import.meta.url))
const FOLLOWING = 7500
const LISTS = 'connections/followers_and_following'

/** What one process did: read a file in one of three ways. */
export const IMPORT_WAYS = ['bare', 'read', 'import'] as const
export type ImportWay = (typeof IMPORT_WAYS)[number]

const Result = z.object({ people: z.number(), tookMs: z.number(), peakMb: z.number() })
type Result = z.infer<typeof Result>

/**
 * An export of many followers in one archive: reading it, and the whole command with its report,
 * beside a bare `JSON.parse` of the same list that lies unpacked on the disk. Each in its own
 * process.
 */
export async function benchImport(workshop: Workshop, options: ImportOptions): Promise<void> {
  const { rows, rounds } = options
  const [unpacked, archive] = [join(workshop.folder, 'list.json'), join(workshop.folder, 'all.zip')]
  await pipeline(Readable.from(followersJson(rows)), createWriteStream(unpacked))
  await pack(archive, unpacked)
  const results: Record<ImportWay, Result[]> = { bare: [], read: [], import: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const way of IMPORT_WAYS) {
      const file = way === 'bare' ? unpacked : archive
      const result = await runChild(way, file, join(workshop.folder, `report-${round}`))
      assert.equal(result.people, rows)
      results[way].push(result)
    }
  }
  const msPerRow = (way: ImportWay) =>
    spreadOf(results[way].map(({ tookMs }) => tookMs)).median / rows
  const peakMb = (way: ImportWay) => spreadOf(results[way].map((result) => result.peakMb)).median
  workshop.show({
    bench: 'import',
    rows,
    readMsPerRow: rounded(msPerRow('read'), 5),
    importMsPerRow: rounded(msPerRow('import'), 5),
    bareMsPerRow: rounded(msPerRow('bare'), 5),
    readRatio: rounded(msPerRow('read') / msPerRow('bare'), 2),
    readPeakMb: rounded(peakMb('read'), 0),
    importPeakMb: rounded(peakMb('import'), 0),
    barePeakMb: rounded(peakMb('bare'), 0),
  })
}

async function runChild(way: ImportWay, file: string, folder: string): Promise<Result> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, [CHILD, way, file, folder], { stdio: [...stdio] })
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return Result.parse(JSON.parse(said))
}

/** The list as Instagram writes it: 13 lines each. */
function* followersJson(rows: number): Generator<string> {
  yield '[\n'
  for (let row = 0; row < rows; row += 1) {
    const entry = JSON.stringify([entryOf(nameOf(row), row)], null, 2).slice(2, -2)
    yield row === rows - 1 ? `${entry}\n` : `${entry},\n`
  }
  yield ']\n'
}

function entryOf(value: string, row: number) {
  const item = { href: `https://www.instagram.com/${value}`, value, timestamp: 1_500_000_000 + row }
  return { title: '', media_list_data: [], string_list_data: [item] }
}

/** Names that share no order with their numbers. */
function nameOf(row: number): string {
  return `person.${(Math.imul(row, 2_654_435_761) >>> 0).toString(36)}`
}

async function pack(archive: string, unpacked: string): Promise<void> {
  const following = Array.from({ length: FOLLOWING }, (_, i) => entryOf(nameOf(2 * i), i))
  const zip = new yazl.ZipFile()
  zip.addFile(unpacked, `${LISTS}/followers_1.json`)
  const text = JSON.stringify({ relationships_following: following })
  zip.addBuffer(Buffer.from(text), `${LISTS}/following.json`)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(archive))
}
