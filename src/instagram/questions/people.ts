import { z } from 'zod'
import { cleanText, isPk } from '../wire/outside-text.ts'

/** One row of a list. `pk` is the key of a person for ever; the name may change any day. */
export type Person = {
  readonly pk: string
  readonly username: string
  readonly fullName: string
  readonly isPrivate: boolean
  readonly isVerified: boolean
}

/** One answer with people in it. */
export type Page = {
  readonly people: readonly Person[]
  /** Where the next page starts; null at the end of the list. `has_more` is not to be trusted. */
  readonly nextCursor: string | null
  /** Instagram says that it shows only some 50 of the followers and no more (facts 2b). */
  readonly limited: boolean
}

/** What is known of a profile. A counter that was not sent is null, never 0. */
export type Profile = {
  readonly pk: string
  readonly username: string
  readonly fullName: string
  readonly isPrivate: boolean
  readonly isVerified: boolean
  readonly followersCount: number | null
  readonly followingCount: number | null
  /** Whether the account that asked follows this profile; null when the answer does not say. */
  readonly viewerFollows: boolean | null
}

/** A name and the key it stands for today. */
export type NamedPk = { readonly pk: string; readonly username: string }

const USERNAME_CHARS_MAX = 64
const FULL_NAME_CHARS_MAX = 200
const CURSOR_CHARS_MAX = 4096
const PEOPLE_MAX = 1000
/** Larger counters would not fit their columns; nobody has two thousand million followers. */
const COUNTER_MAX = 2 ** 31 - 1

// Mobile captures before 2025 carry numbers; past 2^53 they would have lost digits silently.
const Pk = z.union([
  z.string().refine(isPk),
  z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 0)
    .transform(String),
])

const Username = z.string().transform((text) => cleanText(text, USERNAME_CHARS_MAX))

const FullName = z
  .string()
  .nullish()
  .transform((text) => cleanText(text ?? '', FULL_NAME_CHARS_MAX))

const Flag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false)

const KnownFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? null)

const Counter = z
  .number()
  .int()
  .nonnegative()
  .max(COUNTER_MAX)
  .nullish()
  .transform((count) => count ?? null)

// The same key under four names; which of them is sent differs by surface and year.
const Keyed = z
  .object({
    pk: Pk.optional(),
    pk_id: Pk.optional(),
    id: Pk.optional(),
    strong_id__: Pk.optional(),
  })
  .transform((row) => row.pk ?? row.pk_id ?? row.id ?? row.strong_id__)
  .pipe(z.string())

const Named = z.object({ username: Username, full_name: FullName })

const Row = z.object({
  username: Username.optional(),
  full_name: FullName,
  is_private: Flag,
  is_verified: Flag,
})

const Cursor = z
  // What holds a control character is no cursor, and no database would keep a NUL.
  .union([
    z
      .string()
      .max(CURSOR_CHARS_MAX)
      .regex(/^\P{Cc}*$/u),
    z.number().transform(String),
  ])
  .nullish()
  .transform((cursor) => (cursor === undefined || cursor === '' ? null : cursor))

const ListAnswer = z.object({
  users: z.array(z.unknown()).max(PEOPLE_MAX),
  next_max_id: Cursor,
  should_limit_list_of_followers: Flag,
})

/**
 * A page of `friendships/{pk}/followers|following` (facts 2b), or undefined when the answer has
 * another shape. One row without a key spoils the page: a person left out in silence would be
 * told later that they do not follow back.
 */
export function readPage(json: unknown): Page | undefined {
  const answer = ListAnswer.safeParse(json)
  if (!answer.success) return undefined
  const people: Person[] = []
  for (const user of answer.data.users) {
    const person = readPerson(user)
    if (!person) return undefined
    people.push(person)
  }
  return {
    people,
    nextCursor: answer.data.next_max_id,
    limited: answer.data.should_limit_list_of_followers,
  }
}

function readPerson(json: unknown): Person | undefined {
  const pk = Keyed.safeParse(json)
  const row = Row.safeParse(json)
  if (!pk.success || !row.success) return undefined
  return {
    pk: pk.data,
    username: row.data.username ?? '',
    fullName: row.data.full_name,
    isPrivate: row.data.is_private,
    isVerified: row.data.is_verified,
  }
}

const UserInfoAnswer = z.object({
  user: Named.extend({
    is_private: Flag,
    is_verified: Flag,
    follower_count: Counter,
    following_count: Counter,
    friendship_status: z.object({ following: KnownFlag }).nullish(),
  }),
})

/** The profile in `users/{pk}/info` (facts 2b), or undefined when it is not that of `pk`. */
export function readUserInfo(json: unknown, pk: string): Profile | undefined {
  const answer = UserInfoAnswer.safeParse(json)
  if (!answer.success) return undefined
  const key = Keyed.safeParse((json as { user: unknown }).user) // the parse above saw `user`
  if (!key.success || key.data !== pk) return undefined
  const user = answer.data.user
  return {
    pk,
    username: user.username,
    fullName: user.full_name,
    isPrivate: user.is_private,
    isVerified: user.is_verified,
    followersCount: user.follower_count,
    followingCount: user.following_count,
    viewerFollows: user.friendship_status?.following ?? null,
  }
}

const Edge = z
  .object({ count: Counter })
  .nullish()
  .transform((edge) => edge?.count ?? null)

const WebProfileAnswer = z.object({
  data: z.object({
    user: Named.extend({
      id: Pk,
      is_private: Flag,
      is_verified: Flag,
      edge_followed_by: Edge,
      edge_follow: Edge,
      followed_by_viewer: KnownFlag,
    }),
  }),
})

/** The profile in `web_profile_info` (facts 2c), or undefined when the shape is another. */
export function readWebProfile(json: unknown): Profile | undefined {
  const answer = WebProfileAnswer.safeParse(json)
  if (!answer.success) return undefined
  const user = answer.data.data.user
  return {
    pk: user.id,
    username: user.username,
    fullName: user.full_name,
    isPrivate: user.is_private,
    isVerified: user.is_verified,
    followersCount: user.edge_followed_by,
    followingCount: user.edge_follow,
    viewerFollows: user.followed_by_viewer,
  }
}

const SearchAnswer = z.object({ users: z.array(z.object({ user: z.unknown() })).max(PEOPLE_MAX) })

/**
 * The hit of `topsearch` that bears exactly this name; null when none does; undefined when the
 * answer is no search result. A near name is another person.
 */
export function readSearch(json: unknown, username: string): NamedPk | null | undefined {
  const answer = SearchAnswer.safeParse(json)
  if (!answer.success) return undefined
  for (const hit of answer.data.users) {
    const named = readNamed(hit.user)
    if (named && sameName(named.username, username)) return named
  }
  return null
}

const FeedAnswer = z.object({ user: z.unknown() })

/** Whose feed it is, from `feed/user/{name}/username` (facts 2c), if it is that name's. */
export function readFeedOwner(json: unknown, username: string): NamedPk | undefined {
  const answer = FeedAnswer.safeParse(json)
  if (!answer.success) return undefined
  const named = readNamed(answer.data.user)
  return named && sameName(named.username, username) ? named : undefined
}

function readNamed(json: unknown): NamedPk | undefined {
  const pk = Keyed.safeParse(json)
  const named = Named.safeParse(json)
  if (!pk.success || !named.success) return undefined
  return { pk: pk.data, username: named.data.username }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
