import type { Database } from '../../db/database.ts'
import type { Check } from '../check-store.ts'
import type { Progress } from '../reading/progress.ts'
import { progressOf } from '../reading/progress-store.ts'
import {
  countMembers,
  membersInBoth,
  membersNew,
  membersOf,
  membersOnlyIn,
  membersRenamed,
  previousComplete,
  readMembers,
} from './compare.ts'
import type { Report, Table, TableFile } from './table.ts'

/** A list of the result: how many there are, or why nobody is named. */
export type ResultCount =
  | { readonly count: number; readonly omitted: null }
  | { readonly count: null; readonly omitted: string }

/** How complete a list is. */
export type ListResult = {
  /** What the profile counts; null when it does not say. */
  readonly expected: number | null
  readonly collected: number
  readonly passes: number
  /** Pages saved, in all passes together. */
  readonly pages: number
  readonly confidence: 'exact' | 'confirmed' | 'incomplete' | 'unread'
  readonly why: string | null
}

/** What a check came to, without the names. */
export type CheckResult = {
  readonly check: string
  readonly target: { readonly pk: string | null; readonly username: string }
  readonly state: Check['state']
  readonly why: string | null
  readonly finishedAt: Date | null
  readonly followers: ListResult
  readonly following: ListResult
  readonly counts: Readonly<Partial<Record<TableFile, ResultCount>>>
  /** When the check that gained, lost and renamed are measured from was finished. */
  readonly comparedWith: Date | null
}

type Selections = Readonly<Partial<Record<TableFile, Selected>>>
type Selected = {
  readonly title: string
  readonly selection: ReturnType<typeof membersOf>
  readonly omitted: string | null
}

/** Works out the result of a check, with as much as its lists allow to say. */
export async function resultOf(
  context: { readonly db: Database },
  check: Check,
): Promise<{ readonly result: CheckResult; readonly tables: readonly Table[] }> {
  const progress = await progressOf(context, check.id)
  const before =
    check.targetPk === null
      ? null
      : await previousComplete(context, { ...check, targetPk: check.targetPk })
  const selections = select(check, progress, before)
  const counts: Partial<Record<TableFile, ResultCount>> = {}
  const tables: Table[] = []
  for (const [file, { title, selection, omitted }] of Object.entries(selections)) {
    const name = file as TableFile // the keys of Selections
    counts[name] =
      omitted === null
        ? { count: await countMembers(context, selection), omitted }
        : { count: null, omitted }
    tables.push({ file: name, title, omitted, members: () => readMembers(context, selection) })
  }
  return {
    tables,
    result: {
      check: check.id,
      target: { pk: check.targetPk, username: check.targetNameNow ?? check.targetUsername },
      state: check.state,
      why: check.why,
      finishedAt: check.finishedAt,
      followers: listResult(progress.followers),
      following: listResult(progress.following),
      counts,
      comparedWith: before?.finishedAt ?? null,
    },
  }
}

/**
 * Who is in which table, and which tables are not given. Whoever is missing from an incomplete list
 * may still be in it, so nothing is ever said on the strength of an absence from one.
 */
function select(
  check: Check,
  progress: { readonly followers: Progress; readonly following: Progress },
  before: { readonly number: string; readonly finishedAt: Date } | null,
): Selections {
  const followersShort = shortness(progress.followers)
  const followingShort = shortness(progress.following)
  const followersUnread = unread(progress.followers)
  const followingUnread = unread(progress.following)
  const { number } = check
  const always = {
    followers: {
      title: 'Followers',
      selection: membersOf(number, 'followers'),
      omitted: followersUnread,
    },
    following: {
      title: 'Following',
      selection: membersOf(number, 'following'),
      omitted: followingUnread,
    },
    'not-following-back': {
      title: 'Not following back',
      selection: membersOnlyIn(number, 'following', 'followers'),
      omitted: followersShort ?? followingUnread,
    },
    fans: {
      title: 'Fans',
      selection: membersOnlyIn(number, 'followers', 'following'),
      omitted: followingShort ?? followersUnread,
    },
    mutual: {
      title: 'Mutual',
      selection: membersInBoth(number),
      omitted: followersUnread ?? followingUnread,
    },
  }
  if (!before) return always
  return {
    ...always,
    gained: {
      title: 'Gained followers',
      selection: membersNew(number, before.number, 'followers'),
      omitted: followersUnread,
    },
    lost: {
      title: 'Lost followers',
      selection: membersNew(before.number, number, 'followers'),
      omitted: followersShort,
    },
    renamed: {
      title: 'Renamed',
      selection: membersRenamed(number, before.number, 'followers', before.finishedAt),
      omitted: followersUnread,
    },
  }
}

function unread(progress: Progress): string | null {
  const isUnread = progress.pages === 0 && progress.confidence === null
  return isUnread ? `Not given, because the list of ${progress.list} was not read.` : null
}

function shortness(progress: Progress): string | null {
  if (progress.confidence === 'exact' || progress.confidence === 'confirmed') return null
  const said = progress.why ? ` (${progress.why})` : ''
  return `Not given, because the list of ${progress.list} is incomplete${said}: somebody missing from it may well be in it.`
}

function listResult(progress: Progress): ListResult {
  return {
    expected: progress.expected,
    collected: progress.fetched,
    passes: progress.pages === 0 ? 0 : progress.pass,
    pages: progress.pages,
    confidence: progress.confidence ?? (progress.pages === 0 ? 'unread' : 'incomplete'),
    why: progress.why,
  }
}

/** The result as the files of a report. */
export function reportOf(result: CheckResult, tables: readonly Table[]): Report {
  const name = result.target.username
  return {
    summary: [
      ['Profile', `@${name}`],
      ['Checked', result.finishedAt?.toISOString() ?? 'not finished'],
      ['Followers', completeness(result.followers)],
      ['Following', completeness(result.following)],
      ...tables
        .filter((table) => table.file !== 'followers' && table.file !== 'following')
        .map((table): readonly [string, string] => {
          const counted = result.counts[table.file]
          return [table.title, counted?.omitted ?? String(counted?.count ?? 0)]
        }),
      ...(result.why === null ? [] : [['Remark', result.why] as const]),
    ],
    result,
    tables,
  }
}

function completeness(list: ListResult): string {
  const of = list.expected === null ? '' : ` of ${list.expected}`
  const passes = list.passes === 1 ? '1 pass' : `${list.passes} passes`
  return `${list.collected}${of}, ${list.confidence}, ${passes}`
}
