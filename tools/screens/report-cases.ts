import {
  type CheckResult,
  type ListResult,
  type Member,
  type Omission,
  type Report,
  type ResultCount,
  TABLE_FILES,
  type TableFile,
} from '../../src/checks/result/table.ts'

/** The reports that there are pictures of, by their names. */
export const REPORT_CASES = {
  complete: () => madeUp({ counts: WHOLE, compared: true }),
  first: () => madeUp({ counts: WHOLE, compared: false }),
  confirmed: () =>
    madeUp({
      counts: WHOLE,
      compared: true,
      followers: { confidence: 'confirmed', expected: 1671 },
    }),
  incomplete: () =>
    madeUp({
      counts: { followers: 299, following: 1204, fans: 120, mutual: 179, gained: 9, renamed: 2 },
      compared: true,
      short: ['followers'],
      followers: { confidence: 'incomplete', collected: 299, ended: 'limited' },
    }),
  'given-up': () =>
    madeUp({
      counts: { followers: 299 },
      compared: false,
      state: 'failed',
      short: ['followers'],
      followers: { confidence: 'incomplete', collected: 299, ended: null },
      following: { confidence: 'unread', collected: 0, expected: null, passes: 0, ended: null },
    }),
  'odd-names': () => madeUp({ counts: ODD_COUNTS, compared: true, names: ODD_NAMES }),
} as const satisfies Readonly<Record<string, () => Report>>

const WHOLE: Counts = {
  followers: 1663,
  following: 1204,
  'not-following-back': 343,
  fans: 802,
  mutual: 861,
  gained: 37,
  lost: 12,
  'not-seen': 4,
  renamed: 5,
}

const ODD_COUNTS: Counts = {
  followers: 40,
  following: 40,
  'not-following-back': 20,
  fans: 20,
  mutual: 20,
  gained: 0,
  lost: 1,
  'not-seen': 0,
  renamed: 20,
}

/** What only an export of Instagram's knows. */
const EXPORTED: readonly TableFile[] = [
  'pending',
  'recently-unfollowed',
  'close-friends',
  'restricted',
]

type Counts = Readonly<Partial<Record<TableFile, number>>>

/** What people call themselves, and what others try with it. */
const ODD_NAMES: readonly string[] = [
  '=HYPERLINK("http://evil.test","you won")',
  '👩‍👩‍👧‍👦 family 🏳️‍🌈',
  'שלום עולם',
  'محمد عبد الله',
  '田中 さくら ✨',
  'Zo\u0300e\u0308 combining',
  '',
  '<b>bold</b> & co',
  'new\nline',
  '_x0041_ + -1',
  'ООО «Рога и копыта» — мастерская по ремонту всего на свете с 1998',
  '𝓕𝓪𝓷𝓬𝔂 𝓵𝓮𝓽𝓽𝓮𝓻𝓼',
  'nul\u0000byte',
  '+7 900 000-00-00',
  "'apostrophe",
]

const PLAIN_NAMES: readonly string[] = [
  'Ada Lang',
  'Анна Ким',
  'Emil Haas',
  'Clara Stein 🌿',
  'Иван Петров',
  'Diego Cruz',
  'Мария Орлова',
  'Aria Popov',
  'Carlo Neri',
  'Ольга',
  'Bruno Müller',
  'Студия «Свет»',
  'Emma Abe',
  'Ana Costa',
]

const FINISHED = new Date('2026-11-25T14:13:00Z')
const BEFORE = new Date('2026-11-18T06:02:00Z')

function madeUp(made: {
  readonly counts: Counts
  readonly compared: boolean
  readonly names?: readonly string[]
  readonly state?: CheckResult['state']
  readonly short?: readonly ('followers' | 'following')[]
  readonly followers?: Partial<ListResult>
  readonly following?: Partial<ListResult>
}): Report {
  const { counts, compared, names = PLAIN_NAMES, state = 'completed', short = [] } = made
  const files = TABLE_FILES.filter((file) => !EXPORTED.includes(file)).filter(
    (file) => compared || !COMPARED.includes(file),
  )
  const followers = listOf(counts.followers ?? 0, made.followers)
  const following = listOf(counts.following ?? 0, made.following)
  const omissionOf = (file: TableFile): Omission | null => {
    if (counts[file] !== undefined) return null
    if (following.confidence === 'unread') return { list: 'following', because: 'unread' }
    return { list: 'followers', because: 'incomplete' }
  }
  const countOf = (file: TableFile): ResultCount => {
    const omitted = omissionOf(file)
    const count = counts[file] ?? null
    const isShort = short.length > 0 && file !== 'following'
    const hidden = 0
    if (omitted !== null) return { count: null, atLeast: null, omitted, hidden }
    return isShort
      ? { count: null, atLeast: count, omitted, hidden }
      : { count, atLeast: null, omitted, hidden }
  }
  return {
    result: {
      check: 'chk_01kaz3v8q2',
      target: { pk: '1757931216', username: 'ada.example', orderedAs: 'ada.example' },
      state,
      ending: null,
      finishedAt: FINISHED,
      followers,
      following,
      counts: Object.fromEntries(files.map((file) => [file, countOf(file)])),
      comparedWith: compared ? BEFORE : null,
    },
    tables: files.map((file) => ({
      file,
      omitted: omissionOf(file),
      members: () => people(file, Math.min(counts[file] ?? 0, SHOWN_MAX), names),
    })),
  }
}

/** A page of each list is enough to look at. */
const SHOWN_MAX = 48

const COMPARED: readonly TableFile[] = ['lost', 'not-seen', 'gained', 'renamed']

function listOf(collected: number, differs: Partial<ListResult> = {}): ListResult {
  return {
    expected: differs.confidence === 'incomplete' ? 1663 : collected,
    collected,
    passes: 1,
    pages: Math.ceil(collected / 50),
    confidence: 'exact',
    ended: 'end',
    shortage: null,
    readAt: FINISHED,
    reusedFrom: null,
    ...differs,
  }
}

const REASONS: readonly Member['reason'][] = ['unfollowed', 'gone', 'blocked', 'hidden', null]

async function* people(
  file: TableFile,
  count: number,
  names: readonly string[],
): AsyncGenerator<readonly Member[]> {
  const found: Member[] = []
  for (let index = 0; index < count; index++) {
    const letter = String.fromCharCode(97 + Math.floor((index * 26) / count))
    const username = `${letter}${['da', 'nna', 'milia.k', '_stein_', 'olgaphoto'][index % 5]}_t${index}`
    found.push({
      pk: String(index % 9 === 0 ? 17_841_400_000_000_000n + BigInt(index) : 1_766_820_330 + index),
      username: index === 3 && names === ODD_NAMES ? 'no name at all/../x' : username,
      formerUsername: file === 'renamed' ? `${letter}.formerly.${index}` : null,
      reason: file === 'lost' ? (REASONS[index % REASONS.length] ?? null) : null,
      fullName: names[index % names.length] ?? '',
      isPrivate: index % 3 === 0,
      isVerified: index % 17 === 0,
    })
  }
  yield found
}
