import type {
  CheckResult,
  ListResult,
  Member,
  Omission,
  Report,
  ResultCount,
  Table,
  TableFile,
} from '../checks/result/table.ts'
import { EXPORT_LISTS, type ExportList } from './export-files.ts'
import { type Marks, PeopleTable } from './people-table.ts'
import { type ExportContents, type ExportedList, readExport } from './read-export.ts'

/** An export to be compared, and an earlier one to compare it with. */
export type ImportOrder = {
  /** What all lists may unpack to; what no export of Instagram's reaches, without it. */
  readonly unpackedBytesMax?: number
  /** The archives, or folders, of one export. */
  readonly paths: readonly string[]
  /** Those of an earlier one of the same profile; none, if there is none. */
  readonly before: readonly string[]
  /** Whose it is, if the operator says so. */
  readonly owner: string | null
  /** Whom the reader does not want to read of: left out of all lists but the two, and counted. */
  readonly ignored?: readonly string[]
}

/** What an import came to. */
export type Import = {
  readonly report: Report
  /** When the oldest follow began; null when the export tells no times. */
  readonly oldestAt: Date | null
  /** Entries of the two lists that name nobody. */
  readonly unnamed: number
}

const NOW = marksFrom(0)
/** The lists of an earlier export have bits of their own. */
const BEFORE = marksFrom(EXPORT_LISTS.length)
const IGNORED: Marks = 1 << (2 * EXPORT_LISTS.length)

/**
 * Reads an export and compares its lists as a check does. Nothing is asked of Instagram and nothing
 * is stored. The tables stay in memory while the report is written from them.
 * @throws ExportUnreadableError EXPORT_UNREADABLE
 * @throws ExportIsHtmlError EXPORT_IS_HTML
 * @throws ExportWithoutListsError EXPORT_WITHOUT_LISTS
 * @throws ExportTooLargeError EXPORT_TOO_LARGE
 */
export async function importExport(order: ImportOrder, signal: AbortSignal): Promise<Import> {
  const table = new PeopleTable()
  const room =
    order.unpackedBytesMax === undefined ? {} : { room: { bytes: order.unpackedBytesMax } }
  const now = await readExport(order.paths, { table, marks: NOW, ...room }, signal)
  const before =
    order.before.length === 0
      ? null
      : await readExport(order.before, { table, marks: BEFORE, ...room }, signal)
  for (const name of order.ignored ?? []) table.mark(name, IGNORED)
  const { followers, following } = now.lists
  return {
    report: {
      result: resultOf(order, { table, now, before }),
      tables: tablesOf(table, now, before),
    },
    oldestAt: now.oldestAt,
    unnamed: followers.unnamed + following.unnamed,
  }
}

function marksFrom(first: number): Readonly<Record<ExportList, Marks>> {
  const entries = EXPORT_LISTS.map((list, index) => [list, 1 << (first + index)])
  // One entry for each name of a list.
  return Object.fromEntries(entries) as Record<ExportList, Marks>
}

type Read = {
  readonly table: PeopleTable
  readonly now: ExportContents
  readonly before: ExportContents | null
}

function resultOf(order: ImportOrder, { table, now, before }: Read): CheckResult {
  const username = order.owner ?? now.owner ?? 'export'
  const selections = select(now, before)
  const counts = Object.entries(selections).map(([file, selected]) => [
    file,
    // One entry for each name of a table.
    countOf(table, file as TableFile, selected),
  ])
  return {
    check: null,
    target: { pk: null, username, orderedAs: username },
    state: 'completed',
    ending: null,
    finishedAt: now.exportedAt,
    followers: listResult(now.lists.followers, now.exportedAt),
    following: listResult(now.lists.following, now.exportedAt),
    counts: Object.fromEntries(counts),
    comparedWith: before?.exportedAt ?? null,
  }
}

/** People by the marks that they have and have not. */
type Selected = {
  readonly wanted: Marks
  readonly unwanted: Marks
  readonly omitted: Omission | null
  /** Whether somebody may be missing, because a part of a list is. */
  readonly short: boolean
}

/** Nobody is named for not being in a list that is not there, or of which a part is missing. */
function select(
  now: ExportContents,
  before: ExportContents | null,
): Readonly<Partial<Record<TableFile, Selected>>> {
  const { followers, following } = now.lists
  const [follow, followed] = [NOW.followers, NOW.following]
  const short = !isWhole(followers) || !isWhole(following)
  const unread = absent(now, 'followers') ?? absent(now, 'following')
  const always = {
    'not-following-back': {
      wanted: followed,
      unwanted: follow,
      omitted: gap(now, 'followers') ?? absent(now, 'following'),
      short,
    },
    fans: {
      wanted: follow,
      unwanted: followed,
      omitted: gap(now, 'following') ?? absent(now, 'followers'),
      short,
    },
    mutual: { wanted: follow | followed, unwanted: 0, omitted: unread, short },
    followers: whole(now, 'followers'),
    following: whole(now, 'following'),
  }
  const aside = (['pending', 'recently-unfollowed', 'close-friends', 'restricted'] as const)
    .filter((list) => now.lists[list].parts > 0)
    .map((list) => [list, { wanted: NOW[list], unwanted: 0, omitted: null, short: false }])
  const selected = { ...always, ...Object.fromEntries(aside) }
  if (!before) return selected
  return {
    ...selected,
    lost: {
      wanted: BEFORE.followers,
      unwanted: follow,
      omitted: gap(now, 'followers') ?? absent(before, 'followers'),
      short: !isWhole(before.lists.followers),
    },
    gained: {
      wanted: follow,
      unwanted: BEFORE.followers,
      omitted: gap(before, 'followers') ?? absent(now, 'followers'),
      short: !isWhole(followers),
    },
  }
}

function whole(contents: ExportContents, list: 'followers' | 'following'): Selected {
  const short = !isWhole(contents.lists[list])
  return { wanted: NOW[list], unwanted: 0, omitted: absent(contents, list), short }
}

function isWhole({ parts, missing }: ExportedList): boolean {
  return parts > 0 && missing.length === 0
}

function absent({ lists }: ExportContents, list: 'followers' | 'following'): Omission | null {
  return lists[list].parts === 0 ? { list, because: 'unread' } : null
}

/** What keeps us from saying who is not in a list. */
function gap(contents: ExportContents, list: 'followers' | 'following'): Omission | null {
  if (isWhole(contents.lists[list])) return null
  return absent(contents, list) ?? { list, because: 'incomplete' }
}

function countOf(table: PeopleTable, file: TableFile, selected: Selected): ResultCount {
  const { wanted, omitted, short } = selected
  if (omitted !== null) return { count: null, atLeast: null, omitted, hidden: 0 }
  const unwanted = unwantedIn(file, selected)
  const found = table.count(wanted, unwanted)
  const hidden =
    unwanted === selected.unwanted ? 0 : table.count(wanted | IGNORED, selected.unwanted)
  if (!short) return { count: found, atLeast: null, omitted, hidden }
  return { count: null, atLeast: found === 0 ? null : found, omitted, hidden }
}

function tablesOf(
  table: PeopleTable,
  now: ExportContents,
  before: ExportContents | null,
): readonly Table[] {
  const selections = select(now, before)
  return ORDER.flatMap((file) => {
    const selected = selections[file]
    if (!selected) return []
    const { wanted, omitted } = selected
    const unwanted = unwantedIn(file, selected)
    return [{ file, omitted, members: () => membersOf(table, wanted, unwanted) }]
  })
}

/** The two lists themselves are given as they are, as in a check. */
function unwantedIn(file: TableFile, { unwanted }: Selected): Marks {
  return file === 'followers' || file === 'following' ? unwanted : unwanted | IGNORED
}

const ORDER: readonly TableFile[] = [
  'not-following-back',
  'lost',
  'gained',
  'fans',
  'mutual',
  'pending',
  'recently-unfollowed',
  'close-friends',
  'restricted',
  'followers',
  'following',
]

/** People taken from the table at a time. */
const BATCH = 1000

async function* membersOf(
  table: PeopleTable,
  wanted: Marks,
  unwanted: Marks,
): AsyncGenerator<readonly Member[]> {
  let batch: Member[] = []
  for (const person of table.people(wanted, unwanted)) {
    batch.push({
      ...person,
      pk: null,
      formerUsername: null,
      reason: null,
      isPrivate: null,
      isVerified: null,
    })
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function listResult({ parts, missing, people }: ExportedList, exportedAt: Date): ListResult {
  const confidence = parts === 0 ? 'unread' : missing.length > 0 ? 'incomplete' : 'exported'
  const shortage =
    missing.length === 0 ? null : ({ kind: 'parts-missing', parts: missing } as const)
  const read = { collected: people, pages: parts, passes: parts === 0 ? 0 : 1 }
  const own = { readAt: exportedAt, reusedFrom: null }
  return { expected: null, ...read, confidence, ended: null, shortage, ...own }
}
