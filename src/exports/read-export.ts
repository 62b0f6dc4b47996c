import { type Archive, type ArchivedFile, messageOf, openArchive, type Room } from './archive.ts'
import { ElementSplitter } from './element-splitter.ts'
import {
  ExportIsHtmlError,
  ExportTooLargeError,
  ExportUnreadableError,
  ExportWithoutListsError,
} from './errors.ts'
import { archiveNamed, EXPORT_LISTS, type ExportList, missingParts } from './export-files.ts'
import { ownerIn, peopleIn } from './exported-person.ts'
import type { Marks, PeopleTable } from './people-table.ts'

/** What an export came to; the people are in the table that it was read into. */
export type ExportContents = {
  /** Whose it is, as far as it says. */
  readonly owner: string | null
  readonly exportedAt: Date
  readonly lists: Readonly<Record<ExportList, ExportedList>>
  /** When the oldest follow in it began; null when no time is told. */
  readonly oldestAt: Date | null
}

/** One list of an export. */
export type ExportedList = {
  /** How many files it was in; 0 when the export does not have it. */
  readonly parts: number
  /** Numbers of files that should be there and are not. */
  readonly missing: readonly number[]
  /** How many different people it has. */
  readonly people: number
  /** Entries that name nobody. */
  readonly unnamed: number
}

/** Personal information is a page of text; this is a book. */
const OWNER_BYTES_MAX = 4 * 1024 * 1024

/**
 * Reads one export, which may lie in several archives, into a table: each list puts its mark on its
 * people. Memory grows with the number of different people only, some forty bytes each.
 * @throws ExportUnreadableError EXPORT_UNREADABLE
 * @throws ExportIsHtmlError EXPORT_IS_HTML
 * @throws ExportWithoutListsError EXPORT_WITHOUT_LISTS
 * @throws ExportTooLargeError EXPORT_TOO_LARGE
 */
export async function readExport(
  paths: readonly string[],
  into: {
    readonly table: PeopleTable
    readonly marks: Readonly<Record<ExportList, Marks>>
    readonly room?: Room
  },
  signal: AbortSignal,
): Promise<ExportContents> {
  const archives: Archive[] = []
  try {
    for (const path of paths) archives.push(await openArchive(path, into.room))
    refuseWithoutLists(archives)
    const reading = new Reading(into)
    for (const archive of archives) {
      for (const file of archive.files) {
        if (file.is.kind === 'list') await reading.list(archive, file, file.is, signal)
      }
    }
    return {
      owner: await ownerOf(archives),
      exportedAt: exportedAt(archives),
      lists: reading.lists(),
      oldestAt: reading.oldestAt(),
    }
  } finally {
    for (const archive of archives) archive.close()
  }
}

type ListFile = { readonly list: ExportList; readonly part: number | null }

/** What has been read of an export so far. */
class Reading {
  readonly #table: PeopleTable
  readonly #marks: Readonly<Record<ExportList, Marks>>
  readonly #parts = new Map<ExportList, (number | null)[]>()
  readonly #people = new Map<ExportList, number>()
  readonly #unnamed = new Map<ExportList, number>()
  #oldestSeconds = Number.POSITIVE_INFINITY

  constructor(into: {
    readonly table: PeopleTable
    readonly marks: Readonly<Record<ExportList, Marks>>
  }) {
    this.#table = into.table
    this.#marks = into.marks
  }

  async list(
    archive: Archive,
    file: ArchivedFile,
    { list, part }: ListFile,
    signal: AbortSignal,
  ): Promise<void> {
    this.#parts.set(list, [...(this.#parts.get(list) ?? []), part])
    try {
      for await (const entries of entriesOf(file.read())) {
        signal.throwIfAborted()
        for (const entry of entries) this.#note(list, entry)
      }
    } catch (cause) {
      signal.throwIfAborted()
      if (cause instanceof RangeError) throw new ExportTooLargeError(archive.name, cause.message)
      const why = `${file.path} is damaged: ${messageOf(cause)}`
      throw new ExportUnreadableError(archive.name, why, { cause })
    }
  }

  lists(): ExportContents['lists'] {
    const entries = EXPORT_LISTS.map((list): [ExportList, ExportedList] => {
      const parts = this.#parts.get(list) ?? []
      const people = this.#people.get(list) ?? 0
      const unnamed = this.#unnamed.get(list) ?? 0
      return [list, { parts: parts.length, missing: missingParts(parts), people, unnamed }]
    })
    // One entry for each name of a list.
    return Object.fromEntries(entries) as ExportContents['lists']
  }

  oldestAt(): Date | null {
    return Number.isFinite(this.#oldestSeconds) ? new Date(this.#oldestSeconds * 1000) : null
  }

  #note(list: ExportList, entry: unknown): void {
    const people = peopleIn(entry)
    if (people.length === 0) add(this.#unnamed, list)
    for (const { username, fullName, sinceSeconds } of people) {
      // A person may stand in two parts.
      if (this.#table.mark(username, this.#marks[list], fullName)) add(this.#people, list)
      const isFollow = list === 'followers' || list === 'following'
      if (isFollow && sinceSeconds !== null && sinceSeconds < this.#oldestSeconds) {
        this.#oldestSeconds = sinceSeconds
      }
    }
  }
}

function add(counts: Map<ExportList, number>, list: ExportList): void {
  counts.set(list, (counts.get(list) ?? 0) + 1)
}

/** The entries of a list, some at a time: those that end in the same piece of the file. */
async function* entriesOf(content: AsyncIterable<Buffer>): AsyncGenerator<readonly unknown[]> {
  const splitter = new ElementSplitter()
  for await (const chunk of content) {
    const entries = splitter.push(chunk)
    yield entries.map((entry): unknown => JSON.parse(entry.toString('utf8')))
  }
  splitter.end()
}

function refuseWithoutLists(archives: readonly Archive[]): void {
  const kinds = archives.flatMap(({ name, files }) => files.map(({ is }) => ({ name, is })))
  const isFollows = ({ is }: (typeof kinds)[number]): boolean =>
    is.kind === 'list' && (is.list === 'followers' || is.list === 'following')
  if (kinds.some(isFollows)) return
  const page = kinds.find(({ is }) => is.kind === 'page')
  if (page) throw new ExportIsHtmlError(page.name)
  throw new ExportWithoutListsError(archives.map(({ name }) => name).join(', '))
}

async function ownerOf(archives: readonly Archive[]): Promise<string | null> {
  for (const { files } of archives) {
    const file = files.find(({ is }) => is.kind === 'owner')
    if (!file) continue
    // A broken one says nothing; the lists were read all the same.
    const text = await textOf(file.read()).catch(() => '')
    const owner = ownerIn(text)
    if (owner !== null) return owner
  }
  return archives.map(({ name }) => archiveNamed(name)?.owner ?? null).find(Boolean) ?? null
}

async function textOf(content: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (bytes > OWNER_BYTES_MAX) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function exportedAt(archives: readonly Archive[]): Date {
  const days = archives.flatMap(({ name }) => archiveNamed(name)?.day ?? [])
  const changes = archives.flatMap(({ files }) => files.map(({ changedAt }) => changedAt))
  const instants = (days.length > 0 ? days : changes).map((instant) => instant.getTime())
  return new Date(Math.max(0, ...instants.filter(Number.isFinite)))
}
