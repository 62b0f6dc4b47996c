import type { Kysely } from 'kysely'
import type { Tables } from '../../db/tables.gen.ts'
import type { List } from '../../instagram/questions/operation.ts'
import type { Check } from '../check.ts'
import { type KeptList, keptLists } from '../history/kept-list.ts'
import { confidenceOf, lastEndOf, type Progress, shortageOf } from '../reading/progress.ts'
import { progressOf } from '../reading/progress-store.ts'
import {
  type Earlier,
  gainedSince,
  lostSince,
  membersInBoth,
  membersOf,
  membersOnlyIn,
  notSeenIn,
  previousComplete,
  renamedSince,
  type Selection,
  withoutIgnored,
} from './compare.ts'
import { countIgnored, countMembers, readMembers } from './members.ts'
import {
  type CheckResult,
  type ListResult,
  type Omission,
  type Report,
  type ResultCount,
  TABLE_FILES,
  type Table,
  type TableFile,
} from './table.ts'

type Context = { readonly db: Kysely<Tables> }

/** The lists of a check are not kept any more. */
export class ListsDeletedError extends Error {
  override readonly name = 'ListsDeletedError'
  readonly code = 'LISTS_DELETED'

  constructor(check: Check) {
    super(
      `The lists of check ${check.id} were deleted, because they were kept long enough (EVERCHECK_KEEP_MEMBERS_DAYS). Order a new check.`,
    )
  }
}

/**
 * Works out the result of a check, with as much as its lists allow to say.
 * @throws ListsDeletedError LISTS_DELETED
 */
export async function resultOf(context: Context, check: Check): Promise<Report> {
  const { progress, before, selections } = await selectionsOf(context, check)
  const counts: Partial<Record<TableFile, ResultCount>> = {}
  const tables: Table[] = []
  const countAll = counterOf(context, selections)
  for (const file of TABLE_FILES) {
    const selected = selections[file]
    if (!selected) continue
    const { omitted } = selected
    const shown = shownOf(file, selected, check)
    const { customerId } = check
    counts[file] = await countOf(context, selected, {
      shown,
      customerId,
      all: () => countAll(file, selected),
    })
    tables.push({ file, omitted, members: () => readMembers(context, shown) })
  }
  const result: CheckResult = {
    check: check.id,
    target: {
      pk: check.targetPk,
      username: check.targetNameNow ?? check.targetUsername,
      orderedAs: check.targetUsername,
    },
    state: check.state,
    ending: check.ending,
    finishedAt: check.finishedAt,
    followers: listResult(progress.followers),
    following: listResult(progress.following),
    counts,
    comparedWith: before?.finishedAt ?? null,
  }
  return { result, tables }
}

async function selectionsOf(context: Context, check: Check) {
  if (check.listsDeletedAt !== null) throw new ListsDeletedError(check)
  const progress = await progressOf(context, check.id)
  const kept = await keptLists(context, check.number)
  const before = await earlierOf(context, check)
  return { progress, before, selections: select(check, progress, kept, before) }
}

async function earlierOf(context: Context, check: Check): Promise<Earlier | null> {
  if (check.targetPk === null) return null
  const before = await previousComplete(context, { ...check, targetPk: check.targetPk })
  return before && { ...before, followers: (await keptLists(context, before.number)).followers }
}

/** One list of a check's result, without counting anything. */
export type OneList =
  | {
      readonly kind: 'list'
      readonly selection: Selection
      /** The same with those whom the customer ignores. */
      readonly withIgnored: Selection
      /** Whether somebody may be missing, because a list was not read to its end. */
      readonly isPartial: boolean
      /** How many people were read in the list that it is taken from: it has no more. */
      readonly peopleMax: number
    }
  /** Nobody is named: a list that it rests on was not read, or not to its end. */
  | { readonly kind: 'omitted'; readonly omission: Omission }
  /** There is nothing to compare with. */
  | { readonly kind: 'none' }

/** Who is in one list of the result, to be read page by page. */
export async function listOf(context: Context, check: Check, file: TableFile): Promise<OneList> {
  const { progress, selections } = await selectionsOf(context, check)
  const selected = selections[file]
  if (!selected) return { kind: 'none' }
  const { omitted, short } = selected
  if (omitted !== null) return { kind: 'omitted', omission: omitted }
  const peopleMax = progress[OF_FOLLOWING.has(file) ? 'following' : 'followers'].fetched
  return {
    kind: 'list',
    selection: shownOf(file, selected, check),
    withIgnored: selected.selection,
    isPartial: short,
    peopleMax,
  }
}

/** What is taken from the following; all others are followers, or were. */
const OF_FOLLOWING: ReadonlySet<TableFile> = new Set(['not-following-back', 'mutual', 'following'])

/** Whom the customer has asked to ignore is in no list but the two that were read. */
function shownOf(file: TableFile, { selection }: Selected, check: Check): Selection {
  return isWholeList(file) ? selection : withoutIgnored(selection, check.customerId)
}

type Selections = Readonly<Partial<Record<TableFile, Selected>>>

type Selected = {
  readonly selection: Selection
  readonly omitted: Omission | null
  /** Whether somebody may be missing, because a list was not read to its end. */
  readonly short: boolean
}

/** The lists themselves are given as they are; whom a customer ignores is left out of the rest. */
function isWholeList(file: TableFile): boolean {
  return file === 'followers' || file === 'following'
}

/**
 * Counts lists. Who is in both lists is counted from the shorter one, mostly, and each list for
 * itself: that says who is in one of them only, without asking for each of a million.
 */
function counterOf(context: Context, selections: Selections) {
  const counted = new Map<TableFile, Promise<number>>()
  const count = (file: TableFile, { selection }: Pick<Selected, 'selection'>): Promise<number> => {
    const known = counted.get(file) ?? countMembers(context, selection)
    counted.set(file, known)
    return known
  }
  return async (file: TableFile, selected: Selected): Promise<number> => {
    const { mutual, followers, following } = selections
    const whole =
      file === 'fans' ? followers : file === 'not-following-back' ? following : undefined
    if (whole === undefined || mutual === undefined) return count(file, selected)
    const name = file === 'fans' ? 'followers' : 'following'
    return (await count(name, whole)) - (await count('mutual', mutual))
  }
}

type ToCount = {
  readonly shown: Selection
  readonly customerId: string
  readonly all: () => Promise<number>
}

async function countOf(
  context: Context,
  { selection, omitted, short }: Selected,
  { shown, customerId, all }: ToCount,
): Promise<ResultCount> {
  if (omitted !== null) return { count: null, atLeast: null, omitted, hidden: 0 }
  const hidden = shown === selection ? 0 : await countIgnored(context, selection, customerId)
  const found = (await all()) - hidden
  if (!short) return { count: found, atLeast: null, omitted, hidden }
  // That nobody was found in a part of a list says nothing.
  return { count: null, atLeast: found === 0 ? null : found, omitted, hidden }
}

/**
 * Who is in which table, and which tables are not given. Whoever is missing from an incomplete list
 * may still be in it, so nothing is ever said on the strength of an absence from one; and whoever
 * is found in one is found for sure, but others may have been missed.
 */
function select(
  check: Check,
  { followers, following }: Readonly<Record<List, Progress>>,
  kept: Readonly<Record<List, KeptList>>,
  before: Earlier | null,
): Selections {
  const read = unread(followers) ?? unread(following)
  const short = !isWhole(followers) || !isWhole(following)
  const always = {
    'not-following-back': {
      selection: membersOnlyIn(kept.following, kept.followers),
      omitted: gap(followers) ?? unread(following),
      short,
    },
    fans: {
      selection: membersOnlyIn(kept.followers, kept.following),
      omitted: gap(following) ?? unread(followers),
      short,
    },
    mutual: { selection: membersInBoth(kept.following, kept.followers), omitted: read, short },
    followers: {
      selection: membersOf(kept.followers),
      omitted: unread(followers),
      short: !isWhole(followers),
    },
    following: {
      selection: membersOf(kept.following),
      omitted: unread(following),
      short: !isWhole(following),
    },
  }
  const { targetPk } = check
  if (!before || targetPk === null) return always
  const compared = { ...check, targetPk, followers: kept.followers }
  const present = { omitted: unread(followers), short: !isWhole(followers) }
  return {
    ...always,
    // Only a complete check makes anybody gone; the earlier ones since then have their say.
    lost: { selection: lostSince(compared, before), omitted: gap(followers), short: false },
    'not-seen': { selection: notSeenIn(compared), omitted: gap(followers), short: false },
    gained: { selection: gainedSince(compared, before), ...present },
    renamed: { selection: renamedSince(compared, before), ...present },
  }
}

function isWhole(progress: Progress): boolean {
  const confidence = confidenceOf(progress)
  return confidence === 'exact' || confidence === 'confirmed'
}

function isUnread(progress: Progress): boolean {
  return progress.pages === 0 && progress.stand.kind !== 'finished'
}

function unread(progress: Progress): Omission | null {
  return isUnread(progress) ? { list: progress.list, because: 'unread' } : null
}

/** What keeps us from saying who is not in a list. */
function gap(progress: Progress): Omission | null {
  if (isWhole(progress)) return null
  return unread(progress) ?? { list: progress.list, because: 'incomplete' }
}

function listResult(progress: Progress): ListResult {
  return {
    expected: progress.expected,
    collected: progress.fetched,
    passes: progress.pages === 0 ? 0 : progress.pass,
    pages: progress.pages,
    confidence: confidenceOf(progress) ?? (isUnread(progress) ? 'unread' : 'incomplete'),
    ended: lastEndOf(progress),
    shortage: shortageOf(progress),
    readAt: progress.readAt,
    reusedFrom: progress.reusedFrom,
  }
}
