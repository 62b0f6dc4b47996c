import { z } from 'zod'
import type { Change } from '../world/changes.ts'
import { type ListName, type Person, WorldError } from '../world/people.ts'
import { ChangesOrder, TargetSpec } from '../world/settings.ts'
import type { World } from '../world/world.ts'
import { type Control, parse, personOf } from './call.ts'
import { addTarget } from './plan.ts'

/** Lists longer than this are not written out as truth. */
const TRUTH_ROWS_MAX = 5_000_000

/** The calls about people: what their lists truly are, and what happens to them. */
export const PEOPLE_CALLS: readonly Control[] = [
  {
    method: 'GET',
    path: /^truth\/([^/]+)$/,
    usage: 'GET truth/{username}',
    answer: ({ world }, [username]) => profileOf(world, personOf(world, username)),
  },
  {
    method: 'GET',
    path: /^truth\/([^/]+)\/(followers|following)$/,
    usage: 'GET truth/{username}/{followers|following}',
    answer: ({ world }, [username, list]) =>
      truthOf(world, personOf(world, username), listNamed(list)),
  },
  {
    method: 'GET',
    path: /^truth\/([^/]+)\/(followers|following)\/changes$/,
    usage: 'GET truth/{username}/{followers|following}/changes?since=',
    answer({ world, query }, [username, list]) {
      const person = personOf(world, username)
      const changes = world.changesOf(person, listNamed(list), sinceOf(query))
      return { changes: changes.map((change) => changeLine(world, change)) }
    },
  },
  {
    method: 'POST',
    path: /^targets$/,
    usage: 'POST targets {username, followers, following, mutual, private, above, …}',
    answer: ({ world, body }) => profileOf(world, addTarget(world, parse(TargetSpec, body))),
  },
  {
    method: 'POST',
    path: /^follows$/,
    usage: 'POST follows {target, list, add, remove}',
    answer: ({ world, body }) => changeFollows(world, parse(FollowsChange, body)),
  },
  {
    method: 'POST',
    path: /^changes$/,
    usage: 'POST changes {target, list, reader, followed, unfollowed, renamed, deactivated, …}',
    answer({ world, body }) {
      const changes = world.change(parse(ChangesOrder, body))
      return { changes: changes.map((change) => changeLine(world, change)) }
    },
  },
]

function listNamed(name: string | undefined): ListName {
  return name === 'following' ? 'following' : 'followers'
}

function truthOf(world: World, person: Person, list: ListName): { pks: string[] } {
  const count = world.people.rowCount(person, list)
  if (count > TRUTH_ROWS_MAX) {
    throw new WorldError(`${person.username} has ${count} ${list}: too many to write out`)
  }
  return { pks: Array.from(world.people.rows(person, list), String) }
}

function profileOf(world: World, person: Person): Record<string, unknown> {
  return {
    ...person,
    pk: String(person.pk),
    followers: world.people.rowCount(person, 'followers'),
    following: world.people.rowCount(person, 'following'),
    followersCounter: world.people.counter(person, 'followers'),
    followingCounter: world.people.counter(person, 'following'),
    limited: world.people.listsOf(person).limited,
    blocks: world.people.blockedBy(person.pk).map(String),
  }
}

const FollowsChange = z.strictObject({
  target: z.string(),
  list: z.enum(['followers', 'following']).default('followers'),
  /** Usernames or pks, or a number of people nobody has seen before. */
  add: z.union([z.array(z.string()), z.number().int().min(0).max(1_000_000)]).default([]),
  remove: z.array(z.string()).default([]),
})

function changeFollows(world: World, order: z.infer<typeof FollowsChange>): unknown {
  const { add, remove, ...rest } = order
  const target = personOf(world, order.target)
  const roster = world.people.listsOf(target)[order.list]
  const unfollowed = remove.filter((who) => roster.has(pkOf(world, who)))
  const made = world.change({ ...rest, followed: add, unfollowed })
  const pksOf = (reason: Change['reason']): string[] =>
    made.flatMap((change) => (change.reason === reason ? [String(change.pk)] : []))
  return { added: pksOf('followed'), removed: remove.map((who) => String(pkOf(world, who))) }
}

function pkOf(world: World, who: string): number {
  const byPk = /^\d{1,15}$/.test(who) ? world.people.person(Number(who)) : undefined
  return (byPk ?? personOf(world, who)).pk
}

/** A change as JSON: all ids are texts, and the reader has a name. */
function changeLine(world: World, change: Change): Record<string, unknown> {
  const { at, reason, pk, username, newUsername, readerPk } = change
  const reader = readerPk === null ? null : world.people.member(readerPk).username
  return { at, reason, pk: String(pk), username, newUsername, reader }
}

function sinceOf(query: URLSearchParams): Date {
  const text = query.get('since') ?? '1970-01-01'
  const since = new Date(text)
  if (Number.isNaN(since.getTime())) throw new WorldError(`since: "${text}" is not an instant`)
  return since
}
