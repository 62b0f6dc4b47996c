import type { Kysely } from 'kysely'
import type { Tables } from '../../db/tables.gen.ts'
import type { Check } from '../check.ts'
import { confidenceOf, lastEndOf, type Progress, shortageOf } from '../reading/progress.ts'
import { progressOf } from '../reading/progress-store.ts'
import {
  membersInBoth,
  membersNew,
  membersOf,
  membersOnlyIn,
  membersRenamed,
  previousComplete,
  type Selection,
} from './compare.ts'
import { countMembers, readMembers } from './members.ts'
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

/** Works out the result of a check, with as much as its lists allow to say. */
export async function resultOf(context: Context, check: Check): Promise<Report> {
  const progress = await progressOf(context, check.id)
  const before =
    check.targetPk === null
      ? null
      : await previousComplete(context, { ...check, targetPk: check.targetPk })
  const selections = select(check, progress, before)
  const counts: Partial<Record<TableFile, ResultCount>> = {}
  const tables: Table[] = []
  for (const file of TABLE_FILES) {
    const selected = selections[file]
    if (!selected) continue
    const { selection, omitted } = selected
    counts[file] = await countOf(context, selected)
    tables.push({ file, omitted, members: () => readMembers(context, selection) })
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

type Selected = {
  readonly selection: Selection
  readonly omitted: Omission | null
  /** Whether somebody may be missing, because a list was not read to its end. */
  readonly short: boolean
}

async function countOf(context: Context, selected: Selected): Promise<ResultCount> {
  const { selection, omitted, short } = selected
  if (omitted !== null) return { count: null, atLeast: null, omitted }
  const found = await countMembers(context, selection)
  if (!short) return { count: found, atLeast: null, omitted }
  // That nobody was found in a part of a list says nothing.
  return { count: null, atLeast: found === 0 ? null : found, omitted }
}

/**
 * Who is in which table, and which tables are not given. Whoever is missing from an incomplete list
 * may still be in it, so nothing is ever said on the strength of an absence from one; and whoever
 * is found in one is found for sure, but others may have been missed.
 */
function select(
  check: Check,
  { followers, following }: Readonly<Record<'followers' | 'following', Progress>>,
  before: { readonly number: string; readonly finishedAt: Date } | null,
): Readonly<Partial<Record<TableFile, Selected>>> {
  const { number } = check
  const read = unread(followers) ?? unread(following)
  const short = !isWhole(followers) || !isWhole(following)
  const always = {
    'not-following-back': {
      selection: membersOnlyIn(number, 'following', 'followers'),
      omitted: gap(followers) ?? unread(following),
      short,
    },
    fans: {
      selection: membersOnlyIn(number, 'followers', 'following'),
      omitted: gap(following) ?? unread(followers),
      short,
    },
    mutual: { selection: membersInBoth(number), omitted: read, short },
    followers: {
      selection: membersOf(number, 'followers'),
      omitted: unread(followers),
      short: !isWhole(followers),
    },
    following: {
      selection: membersOf(number, 'following'),
      omitted: unread(following),
      short: !isWhole(following),
    },
  }
  if (!before) return always
  const present = { omitted: unread(followers), short: !isWhole(followers) }
  return {
    ...always,
    lost: {
      selection: membersNew(before.number, number, 'followers'),
      omitted: gap(followers),
      short: false,
    },
    gained: { selection: membersNew(number, before.number, 'followers'), ...present },
    renamed: {
      selection: membersRenamed(number, before.number, 'followers', before.finishedAt),
      ...present,
    },
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
  }
}
