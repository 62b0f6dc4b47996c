import type { Random } from '../../src/kernel/ids.ts'
import { mixWide } from './mix.ts'
import { usernameOf } from './names.ts'
import { type ListName, type People, type Person, WorldError } from './people.ts'
import type { ChangesOrder } from './settings.ts'

/** Why somebody appears in a list, leaves it, or stands in it under another name. */
export type Reason =
  | 'followed'
  | 'unfollowed'
  | 'renamed'
  /** Gone for everybody, still counted, and able to come back (facts 2b). */
  | 'deactivated'
  | 'returned'
  | 'deleted'
  /** Deleted with many others on the same day. */
  | 'purged'
  /** Still follows, but the reading account does not meet them any more (facts 2d). */
  | 'blocked'
  | 'unblocked'

/** One thing that happened to one person of a list: the truth behind a difference. */
export type Change = {
  readonly at: Date
  readonly reason: Reason
  readonly targetPk: number
  readonly list: ListName
  readonly pk: number
  /** The name until then. */
  readonly username: string
  /** The name since then, of those who were renamed. */
  readonly newUsername: string | null
  /** Whom they blocked. */
  readonly readerPk: number | null
}

/** Whom the order is about, where it names people of the list. */
type Scene = {
  readonly target: Person
  readonly list: ListName
  readonly readerPk: number | null
  /** Nobody is chosen by chance twice in one order. */
  readonly chosen: Set<number>
}

/** Lets the lists of targets change, and remembers what happened and why. */
export class Changes {
  readonly #people: People
  readonly #random: Random
  readonly #ledger: Change[] = []

  /** To accounts that can log in nothing happens but that they follow and unfollow. */
  readonly #isAccount: (pk: number) => boolean

  constructor(people: People, random: Random, isAccount: (pk: number) => boolean) {
    this.#people = people
    this.#random = random
    this.#isAccount = isAccount
  }

  /**
   * Carries out an order, the departures before the arrivals. `readerPk` is the account that is
   * blocked. @throws WorldError before anything has changed when the order cannot be met.
   */
  make(order: ChangesOrder, readerPk: number | null, at: Date): readonly Change[] {
    const target = this.#people.find(order.target)
    if (!target) throw new WorldError(`there is no person named ${order.target}`)
    const scene = { target, list: order.list, readerPk, chosen: new Set<number>() }
    const planned = REASONS.flatMap((reason) => this.#plan(reason, order, scene))
    const made = planned.map(({ reason, pk, newName }) => {
      const username = this.#people.member(pk).username
      const newUsername = newName === undefined ? null : newName
      this.#apply(reason, pk, scene, newUsername)
      const whom = reason === 'blocked' || reason === 'unblocked' ? readerPk : null
      const about = { targetPk: target.pk, list: order.list, pk, username, newUsername }
      return { at, reason, ...about, readerPk: whom }
    })
    this.#ledger.push(...made)
    return made
  }

  /** What happened to a list from an instant on, in its order. */
  of(target: Person, list: ListName, since: Date): readonly Change[] {
    return this.#ledger.filter(
      (change) => change.targetPk === target.pk && change.list === list && change.at >= since,
    )
  }

  #plan(reason: Reason, order: ChangesOrder, scene: Scene): readonly Planned[] {
    const who = order[reason]
    if (who === undefined) return []
    if ((reason === 'blocked' || reason === 'unblocked') && scene.readerPk === null) {
      throw new WorldError('say whom they block: reader is the name of an account')
    }
    if (typeof who === 'number') {
      const pks = reason === 'followed' ? this.#strangers(who) : this.#some(reason, who, scene)
      return pks.map((pk) => this.#planned(reason, pk))
    }
    const pairs = Array.isArray(who) ? who.map((name) => [name] as const) : Object.entries(who)
    return pairs.map(([name, newName]) => {
      const pk = this.#pkOf(name)
      if (scene.chosen.has(pk)) throw new WorldError(`${name} is named twice`)
      scene.chosen.add(pk)
      this.#assertFits(reason, pk, name, scene)
      return this.#planned(reason, pk, newName)
    })
  }

  #planned(reason: Reason, pk: number, newName?: string): Planned {
    if (reason !== 'renamed') return { reason, pk }
    if (newName !== undefined) this.#people.assertFree(newName)
    return { reason, pk, newName: newName?.toLowerCase() ?? this.#otherName(pk) }
  }

  #otherName(pk: number): string {
    const { username } = this.#people.member(pk)
    for (let salt = 1; ; salt += 1) {
      const name = usernameOf(pk, mixWide(salt, pk))
      if (name !== username) return name
    }
  }

  #strangers(count: number): readonly number[] {
    return this.#people.addStrangers(count)
  }

  /** People of the list chosen by chance, of those that the reason can happen to. */
  #some(reason: Reason, count: number, scene: Scene): readonly number[] {
    const roster = this.#people.listsOf(scene.target)[scene.list]
    const fit = [...roster.pks()].filter((pk) => this.#fits(reason, pk, scene))
    if (fit.length < count) {
      throw new WorldError(`only ${fit.length} people of the list can be ${reason}`)
    }
    for (let i = 0; i < count; i += 1) {
      const j = i + Math.floor(this.#random.fraction() * (fit.length - i))
      const [here = 0, there = 0] = [fit[i], fit[j]]
      fit[i] = there
      fit[j] = here
      scene.chosen.add(there)
    }
    return fit.slice(0, count)
  }

  #assertFits(reason: Reason, pk: number, name: string, scene: Scene): void {
    const roster = this.#people.listsOf(scene.target)[scene.list]
    if (reason === 'followed') {
      if (this.#people.isGone(pk)) throw new WorldError(`${name} is gone`)
      return
    }
    if (!roster.has(pk)) throw new WorldError(`${name} is not in that list`)
    scene.chosen.delete(pk)
    const fits = this.#fits(reason, pk, scene)
    scene.chosen.add(pk)
    if (!fits) throw new WorldError(`${name} cannot be ${reason}`)
  }

  #fits(reason: Reason, pk: number, { chosen, readerPk }: Scene): boolean {
    if (chosen.has(pk)) return false
    if (reason !== 'unfollowed' && this.#isAccount(pk)) return false
    if (reason === 'returned') return this.#people.isGone(pk)
    const blocks = readerPk !== null && this.#people.blocks(pk, readerPk)
    if (reason === 'unblocked') return blocks
    return !this.#people.isGone(pk) && !blocks
  }

  #pkOf(who: string): number {
    const byPk = /^\d{1,15}$/.test(who) ? this.#people.everExisted(Number(who)) : undefined
    const pk = byPk ?? this.#people.find(who)?.pk
    if (pk === undefined) throw new WorldError(`there is no person named ${who}`)
    return pk
  }

  #apply(reason: Reason, pk: number, scene: Scene, newUsername: string | null): void {
    const { target, list, readerPk } = scene
    switch (reason) {
      case 'followed':
      case 'unfollowed': {
        const [from, to] = list === 'followers' ? [pk, target.pk] : [target.pk, pk]
        this.#people.setFollows(from, to, reason === 'followed')
        break
      }
      case 'renamed':
        this.#people.rename(pk, newUsername ?? '')
        break
      case 'deactivated':
        this.#people.deactivate(pk)
        break
      case 'returned':
        this.#people.bringBack(pk)
        break
      case 'deleted':
      case 'purged':
        this.#people.delete(pk)
        break
      case 'blocked':
        this.#people.block(pk, readerPk ?? 0)
        break
      case 'unblocked':
        this.#people.unblock(pk, readerPk ?? 0)
        break
    }
  }
}

type Planned = { readonly reason: Reason; readonly pk: number; readonly newName?: string }

/** The order in which an order is carried out. */
const REASONS: readonly Reason[] = [
  'returned',
  'unblocked',
  'unfollowed',
  'deactivated',
  'deleted',
  'purged',
  'blocked',
  'renamed',
  'followed',
]
