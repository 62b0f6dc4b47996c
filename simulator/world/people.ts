import { type Random, seededRandom } from '../../src/kernel/ids.ts'
import { chanceOf, keyOf, mixWide } from './mix.ts'
import { biographyOf, fullNameOf, pkInUsername, usernameOf } from './names.ts'
import { PK_STRIDE, Roster, type Segment } from './roster.ts'

/** One of the two lists of a person. */
export type ListName = 'followers' | 'following'

/** A person of the simulated Instagram. Generated ones are computed from their pk, not stored. */
export type Person = {
  readonly pk: number
  readonly username: string
  readonly fullName: string
  readonly biography: string
  readonly isPrivate: boolean
  readonly isVerified: boolean
  /** Business profiles make `web_profile_info` fail (row 39b). */
  readonly isBusiness: boolean
  readonly hasPicture: boolean
}

/** The two lists of a person, and how far its counters are off. */
export type Lists = {
  readonly followers: Roster
  readonly following: Roster
  /** Added to the real number of rows when the counter is shown (facts 2b: total < counter). */
  readonly above: { followers: number; following: number }
  /** Whether the followers list is cut to one page of about 50 without a cursor. */
  limited: boolean
}

/** What a target is made from. */
export type NewTarget = {
  readonly username: string
  readonly pk?: number | undefined
  readonly fullName?: string | undefined
  readonly followers?: number | undefined
  readonly following?: number | undefined
  /** How many of the followers are followed back. */
  readonly mutual?: number | undefined
  readonly private?: boolean | undefined
  readonly verified?: boolean | undefined
  readonly business?: boolean | undefined
  readonly limited?: boolean | undefined
  /** How far the shown counters lie above the real rows. */
  readonly above?: { followers?: number | undefined; following?: number | undefined } | undefined
}

/** Said to the caller of a control call; the message is the whole explanation. */
export class WorldError extends Error {
  override readonly name = 'WorldError'
  readonly code = 'WORLD_REFUSED'
}

/** The most followers a target can have: rankings permute up to 2^30 slots. */
export const FOLLOWERS_MAX = 1_000_000_000

/** Everybody, and who follows whom. */
export class People {
  readonly #key: number
  readonly #random: Random
  readonly #named = new Map<number, Person>()
  readonly #pkByUsername = new Map<string, number>()
  readonly #lists = new Map<number, Lists>()
  /** Runs of generated people in rising order of pk. */
  readonly #segments: Segment[] = []
  /** Those who deactivated or deleted themselves, or were deleted. */
  readonly #gone = new Map<number, 'deactivated' | 'deleted'>()
  /** Who blocks a viewer, by the viewer's pk. */
  readonly #blockers = new Map<number, Set<number>>()
  #nextPk: number
  /** How far counters may exceed the rows, as a share of the rows (facts 2b). */
  countersAbove = 0

  constructor(seed: number) {
    this.#key = mixWide(seed, 0x70656f70)
    this.#random = seededRandom(this.#key)
    this.#nextPk = 1_700_000_000 + Math.floor(this.#random.fraction() * 1_000_000)
  }

  /** The person of that pk, unless it is gone. */
  person(pk: number): Person | undefined {
    if (this.#gone.has(pk)) return undefined
    return this.#named.get(pk) ?? (this.#isGenerated(pk) ? this.#compute(pk) : undefined)
  }

  /** The pk, if anybody ever had it. */
  everExisted(pk: number): number | undefined {
    return this.#named.has(pk) || this.#isGenerated(pk) ? pk : undefined
  }

  /** A person known to exist, e.g. because it sits in a list. */
  member(pk: number): Person {
    return this.#named.get(pk) ?? this.#compute(pk)
  }

  /** The person of that username, in any case. */
  find(username: string): Person | undefined {
    const wanted = username.toLowerCase()
    const pk = this.#pkByUsername.get(wanted) ?? pkInUsername(wanted)
    const person = pk === undefined ? undefined : this.person(pk)
    return person?.username === wanted ? person : undefined
  }

  /** The persons that were made by name: targets and accounts. */
  named(): Person[] {
    return [...this.#named.values()]
  }

  /** Makes a person with two generated lists. @throws WorldError when the order cannot be met. */
  addTarget(target: NewTarget): Person {
    const username = target.username.toLowerCase()
    const followers = target.followers ?? 0
    const following = target.following ?? 0
    const mutual = target.mutual ?? Math.floor(Math.min(followers, following) * 0.6)
    this.assertFree(username)
    if (followers > FOLLOWERS_MAX || following > FOLLOWERS_MAX) {
      throw new WorldError(`a list has at most ${FOLLOWERS_MAX} people`)
    }
    if (mutual > Math.min(followers, following)) {
      throw new WorldError('mutual cannot be more than followers or following')
    }
    const pk = target.pk ?? this.#take(1).firstPk
    if (this.everExisted(pk) !== undefined) {
      throw new WorldError(`there is already somebody with the pk ${pk}`)
    }
    const computed = this.#compute(pk)
    const person: Person = {
      ...computed,
      username,
      fullName: target.fullName ?? computed.fullName,
      isPrivate: target.private ?? false,
      isVerified: target.verified ?? false,
      isBusiness: target.business ?? false,
    }
    this.#named.set(pk, person)
    this.#pkByUsername.set(username, pk)
    this.#lists.set(pk, {
      ...this.#generateLists(followers, following, mutual),
      above: { followers: target.above?.followers ?? 0, following: target.above?.following ?? 0 },
      limited: target.limited ?? false,
    })
    return person
  }

  /** @throws WorldError when the username is malformed or taken. */
  assertFree(username: string): void {
    if (!/^[a-z0-9._]{1,30}$/i.test(username)) {
      throw new WorldError('a username has 1 to 30 of the characters a-z, 0-9, "." and "_"')
    }
    if (this.find(username)) throw new WorldError(`there is already somebody named ${username}`)
  }

  /** Gives a person another name; the old one is nobody's from now on. */
  rename(pk: number, username: string): void {
    const person = this.member(pk)
    if (this.#pkByUsername.get(person.username) === pk) this.#pkByUsername.delete(person.username)
    this.#named.set(pk, { ...person, username })
    this.#pkByUsername.set(username, pk)
  }

  /** Hides a person from everybody. Lists still count it (facts 2b). */
  deactivate(pk: number): void {
    this.#gone.set(pk, 'deactivated')
  }

  /** Shows a deactivated person again, in all lists it stood in. */
  bringBack(pk: number): void {
    if (this.#gone.get(pk) === 'deactivated') this.#gone.delete(pk)
  }

  /** Takes a person out of the world and out of all lists and their counters. */
  delete(pk: number): void {
    this.#gone.set(pk, 'deleted')
    for (const { followers, following } of this.#lists.values()) {
      followers.remove(pk)
      following.remove(pk)
    }
  }

  /** Whether a person is hidden or taken out. */
  isGone(pk: number): boolean {
    return this.#gone.has(pk)
  }

  /** For `viewerPk` the person exists no more from now on: by name, by pk and in lists. */
  block(pk: number, viewerPk: number): void {
    const blockers = this.#blockers.get(viewerPk)
    if (blockers) blockers.add(pk)
    else this.#blockers.set(viewerPk, new Set([pk]))
  }

  /** The end of a block. */
  unblock(pk: number, viewerPk: number): void {
    this.#blockers.get(viewerPk)?.delete(pk)
  }

  /** Whether the person has blocked that viewer. */
  blocks(pk: number, viewerPk: number): boolean {
    return this.#blockers.get(viewerPk)?.has(pk) ?? false
  }

  /** The viewers whom a person has blocked. */
  blockedBy(pk: number): number[] {
    return [...this.#blockers].flatMap(([viewerPk, pks]) => (pks.has(pk) ? [viewerPk] : []))
  }

  /** Whether a viewer meets this person at all. */
  meets(viewerPk: number, pk: number): boolean {
    return !this.#gone.has(pk) && !this.blocks(pk, viewerPk)
  }

  /** The people of a list as it really is: without those who are gone, blocked viewers or not. */
  *rows(person: Person, list: ListName): Generator<number> {
    for (const pk of this.listsOf(person)[list].pks()) if (!this.#gone.has(pk)) yield pk
  }

  /** How many people a list really has. */
  rowCount(person: Person, list: ListName): number {
    const roster = this.listsOf(person)[list]
    const hidden = [...this.#gone.keys()].filter((pk) => roster.has(pk))
    return roster.size - hidden.length
  }

  /** Makes `count` new people whom nobody follows yet. */
  addStrangers(count: number): number[] {
    const { firstPk } = this.#generate(count)
    return Array.from({ length: count }, (_, i) => firstPk + i * PK_STRIDE)
  }

  /** The lists of a person; those of a generated person come into being when first asked for. */
  listsOf(person: Person): Lists {
    let lists = this.#lists.get(person.pk)
    if (!lists) {
      const hash = mixWide(this.#key + 1, person.pk)
      lists = {
        ...this.#generateLists(3 + (hash % 600), 10 + ((hash >>> 10) % 500), 2),
        above: { followers: 0, following: 0 },
        limited: false,
      }
      this.#lists.set(person.pk, lists)
    }
    return lists
  }

  /** What the profile shows as its number of followers or following. */
  counter(person: Person, list: ListName): number {
    const lists = this.listsOf(person)
    const { size } = lists[list]
    const share = chanceOf(this.#key + keyOf(list), person.pk)
    return size + lists.above[list] + Math.floor(size * this.countersAbove * share)
  }

  /** Whether `fromPk` follows `toPk`, as far as either's lists say so. */
  follows(fromPk: number, toPk: number): boolean {
    return (
      (this.#lists.get(toPk)?.followers.has(fromPk) ?? false) ||
      (this.#lists.get(fromPk)?.following.has(toPk) ?? false)
    )
  }

  /** Lets `fromPk` follow `toPk` from now on, or not any more; both sides' lists know it. */
  setFollows(fromPk: number, toPk: number, follows: boolean): void {
    const change = follows ? 'add' : 'remove'
    this.#lists.get(toPk)?.followers[change](fromPk)
    this.#lists.get(fromPk)?.following[change](toPk)
  }

  #generateLists(followers: number, following: number, mutual: number): Pick<Lists, ListName> {
    const all = this.#generate(followers)
    const others = this.#generate(following - mutual)
    const shared = { firstPk: all.firstPk, count: mutual }
    return { followers: new Roster([all]), following: new Roster([shared, others]) }
  }

  #generate(count: number): Segment {
    const segment = this.#take(count)
    if (count > 0) this.#segments.push(segment)
    return segment
  }

  #take(count: number): Segment {
    const firstPk = this.#nextPk
    const gap = 1 + Math.floor(this.#random.fraction() * 9_000_000)
    this.#nextPk += count * PK_STRIDE + gap
    return { firstPk, count }
  }

  #isGenerated(pk: number): boolean {
    let low = 0
    let high = this.#segments.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#segments[middle]?.firstPk ?? 0) <= pk) low = middle + 1
      else high = middle
    }
    const segment = this.#segments[low - 1]
    if (!segment) return false
    const distance = pk - segment.firstPk
    return distance % PK_STRIDE === 0 && distance / PK_STRIDE < segment.count
  }

  #compute(pk: number): Person {
    const hash = mixWide(this.#key, pk)
    return {
      pk,
      username: usernameOf(pk, hash),
      fullName: fullNameOf(hash),
      biography: biographyOf(hash),
      isPrivate: hash % 10 < 4,
      isVerified: hash % 211 === 0,
      isBusiness: hash % 17 === 0,
      hasPicture: hash % 13 !== 0,
    }
  }
}
