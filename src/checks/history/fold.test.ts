import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { briefly } from '../../../test/brief.ts'
import { openTill, type Till } from '../../../test/money.ts'
import { checkById } from '../check-store.ts'
import { ensureProgress, finishList } from '../reading/progress-store.ts'
import { membersOf } from '../result/compare.ts'
import { readMembers } from '../result/members.ts'
import { deleteLeftMembers, deleteOldLists, deleteUnusedProfiles } from '../retention.ts'
import { foldOldLists } from './fold.ts'
import { keptLists } from './kept-list.ts'

const never = (): AbortSignal => new AbortController().signal
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const TARGET = '77'
const MARCH = new Date('2026-03-01T00:00:00Z')
const LATER = new Date('2026-03-01T02:00:00Z')

/** The other list: what is not complete is in no series. */
const SHORT = {
  confidence: 'incomplete',
  shortage: { kind: 'uncounted', unserved: [], end: 'end', passes: null },
} as const

/** Who was in a list at a time: names by keys. */
type People = ReadonlyMap<number, string>

for (const { tags, rows } of briefly(1, [1, 2]))
  test.each(rows)(
    'of fifty lists every older one is put together again, names too (%i)',
    { tags },
    async (seed) => {
      const till = await tillIn(MARCH)
      const story = new Story(till, seed)
      const truth: { readonly number: string; readonly people: People }[] = []
      for (let at = 0; at < 50; at += 1) {
        story.change()
        truth.push({ number: await story.read(), people: new Map(story.people) })
        // Folded as they come, some of them many at once.
        if (story.chance(0.3)) await foldOldLists(till, never())
      }
      await foldOldLists(till, never())
      till.turn(LATER)
      await foldOldLists(till, never())
      expect(await wholeOnes(till)).toEqual([truth.at(-1)?.number])
      for (const { number, people } of truth)
        expect(await rebuilt(till, number)).toEqual(sorted(people))

      // The oldest twenty were kept for long enough; all others are still what they were.
      const kept = truth.slice(20)
      await sql`
    update checks set finished_at = finished_at - interval '400 days'
    where number < ${kept[0]?.number ?? ''}::bigint
  `.execute(till.db)
      expect(await deleteOldLists(till, 365 * DAY_MS, never())).toBe(20)
      for (const { number, people } of kept)
        expect(await rebuilt(till, number)).toEqual(sorted(people))
      const needless = await sql`
    select from snapshot_changes where place <= (select min(place) from snapshots)
  `.execute(till.db)
      expect(needless.rows).toEqual([])
    },
  )

test('killed anywhere in a list of ten thousand it is whole or folded, and goes on', {
  tags: 'long',
}, async () => {
  const till = await tillIn(MARCH)
  const story = new Story(till, 5)
  story.crowd(12_000)
  const first = { number: await story.read(), people: new Map(story.people) }
  for (let times = 0; times < 40; times += 1) story.change()
  const second = { number: await story.read(), people: new Map(story.people) }
  let folded = 0
  for (let statements = 0; folded === 0; statements += 1) {
    expect(statements).toBeLessThan(20)
    folded = await foldOldLists(till, abortedAfter(statements)).catch(() => 0)
    for (const { number, people } of [first, second]) {
      expect(await rebuilt(till, number)).toEqual(sorted(people))
    }
  }
  expect(await count(till, first.number)).toBe(first.people.size)
  till.turn(LATER)
  for (let statements = 0; (await count(till, first.number)) > 0; statements += 1) {
    await foldOldLists(till, abortedAfter(statements)).catch(() => 0)
    expect(await rebuilt(till, first.number)).toEqual(sorted(first.people))
  }
  const changes = await sql<{ count: number }>`
    select count(*)::integer as count from snapshot_changes
  `.execute(till.db)
  expect(changes.rows[0]?.count).toBeLessThan(400)
})

test('two processes fold the same lists at once, and what was deleted is not missed', async () => {
  const till = await tillIn(MARCH)
  const story = new Story(till, 9)
  story.crowd(500)
  const truth: { readonly number: string; readonly people: People }[] = []
  for (let at = 0; at < 6; at += 1) {
    story.change()
    truth.push({ number: await story.read(), people: new Map(story.people) })
  }
  await Promise.all([1, 2, 3].map(() => foldOldLists(till, never())))
  till.turn(LATER)
  await Promise.all([1, 2, 3].map(() => foldOldLists(till, never())))
  for (const { number, people } of truth)
    expect(await rebuilt(till, number)).toEqual(sorted(people))

  // Nobody is forgotten who is only in a change, and all of them are when nothing is kept.
  await sql`update profiles set seen_at = seen_at - interval '3 days'`.execute(till.db)
  await deleteUnusedProfiles(till, never())
  for (const { number, people } of truth)
    expect(await rebuilt(till, number)).toEqual(sorted(people))
  await deleteOldLists(till, -DAY_MS, never())
  await deleteLeftMembers(till, never())
  const left = await sql<{ left: number }>`
    select ((select count(*) from check_members) + (select count(*) from snapshot_changes)
      + (select count(*) from snapshots))::integer as left
  `.execute(till.db)
  expect(left.rows).toEqual([{ left: 0 }])
})

test('a list of a check that is still open is not folded, and none behind it', async () => {
  const till = await tillIn(MARCH)
  const story = new Story(till, 11)
  story.crowd(20)
  const numbers = [await story.read(), await story.read({ staysOpen: true }), await story.read()]
  expect(await foldOldLists(till, never())).toBe(0)
  await sql`
    update checks
    set state = 'completed', ending = 'complete', finished_at = evercheck_now(), charged = 0,
      cost_why = 'free'
    where finished_at is null
  `.execute(till.db)
  expect(await foldOldLists(till, never())).toBe(2)
  for (const number of numbers) expect(await rebuilt(till, number)).toEqual(sorted(story.people))
})

async function tillIn(month: Date): Promise<Till> {
  const till = await openTill(8)
  till.turn(month)
  return till
}

/** A profile whose followers come, go and change their names, and whose list is read. */
class Story {
  readonly people = new Map<number, string>()
  readonly #till: Till
  #seed: number
  #reads = 0
  #atMs = Date.parse('2026-01-01T00:00:00Z')
  #customerId: string | null = null
  readonly #renames: { pk: number; before: string; atMs: number }[] = []

  constructor(till: Till, seed: number) {
    this.#till = till
    this.#seed = seed * 7919
  }

  chance(share: number): boolean {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) >>> 0
    return this.#seed / 2 ** 32 < share
  }

  crowd(size: number): void {
    for (let pk = 1000; pk < 1000 + size; pk += 1) this.people.set(pk, `person.${pk}`)
  }

  change(): void {
    this.#atMs += HOUR_MS / 2
    for (let pk = 100; pk < 180; pk += 1) {
      const name = this.people.get(pk)
      if (name === undefined && this.chance(0.1))
        this.people.set(pk, this.#lastNames.get(pk) ?? `p.${pk}`)
      else if (name !== undefined && this.chance(0.1)) this.people.delete(pk)
      else if (name !== undefined && this.chance(0.05)) {
        this.#renames.push({ pk, before: name, atMs: this.#atMs })
        this.people.set(pk, `p.${pk}.${this.#atMs}`)
      }
      const now = this.people.get(pk)
      if (now !== undefined) this.#lastNames.set(pk, now)
    }
    this.#atMs += HOUR_MS / 2
  }

  readonly #lastNames = new Map<number, string>()

  /** A check whose followers are read to their end, in two passes; some had left by the second. */
  async read({ staysOpen = false } = {}): Promise<string> {
    const till = this.#till
    this.#customerId ??= await till.customer('bakery', 1000)
    this.#reads += 1
    const id = await till.ordered(this.#customerId, `ada.${this.#reads}`)
    const { number } = await checkById(till, id)
    await sql`
      update checks set state = 'running', fence = 1, holder = 1, target_pk = ${TARGET}::bigint
      where id = ${id}
    `.execute(till.db)
    await this.#save(number)
    const claim = { checkId: id, fence: '1' }
    const { followers, following } = await ensureProgress(till, id)
    const present = this.people.size
    const completeness = { confidence: 'exact' } as const
    await finishList(till, claim, followers, { completeness, presentFrom: 2, present })
    const nobody = { completeness: SHORT, presentFrom: 1, present: 0 }
    await finishList(till, claim, following, nobody)
    await sql`
      update checks
      set state = 'completed', ending = 'complete', finished_at = ${new Date(this.#atMs)},
        charged = 0, cost_why = 'free'
      where id = ${id} and not ${staysOpen}
    `.execute(till.db)
    return number
  }

  async #save(number: string): Promise<void> {
    const { db } = this.#till
    const pks = [...this.people.keys()]
    const known = new Map([...this.#lastNames, ...this.people])
    const before = this.#renames.splice(0)
    await sql`
      insert into profiles (pk, username, full_name, is_private, is_verified, seen_at)
      select pk, username, '', false, false, evercheck_now()
      from unnest(${[...known.keys()]}::bigint[], ${[...known.values()]}::text[])
        as seen (pk, username)
      on conflict (pk) do update set username = excluded.username
    `.execute(db)
    for (const { pk, before: username, atMs } of before) {
      await sql`
        insert into profile_names (pk, username, until_at)
        values (${pk}, ${username}, ${new Date(atMs)})
        on conflict do nothing
      `.execute(db)
    }
    const gone = [...this.#lastNames.keys()].filter((pk) => !this.people.has(pk))
    await sql`
      insert into check_members (check_number, list, pk, pass)
      select ${number}::bigint, 'followers', pk, 2 from unnest(${pks}::bigint[]) as seen (pk)
      union all
      select ${number}::bigint, 'followers', pk, 1 from unnest(${gone}::bigint[]) as seen (pk)
    `.execute(db)
  }
}

async function rebuilt(till: Till, number: string): Promise<readonly string[]> {
  const { followers } = await keptLists(till, number)
  const found: string[] = []
  for await (const batch of readMembers(till, membersOf(followers))) {
    found.push(...batch.map(({ pk, username }) => `${username} ${pk}`))
  }
  return found
}

function sorted(people: People): readonly string[] {
  return [...people].map(([pk, name]) => `${name} ${pk}`).sort()
}

async function wholeOnes(till: Till): Promise<readonly string[]> {
  const found = await sql<{ number: string }>`
    select distinct check_number::text as number from check_members
  `.execute(till.db)
  return found.rows.map(({ number }) => number)
}

async function count(till: Till, number: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::integer as count from check_members
    where check_number = ${number}::bigint and pass >= 2
  `.execute(till.db)
  return found.rows[0]?.count ?? 0
}

/** Given up after it was looked at so often: between two statements. */
function abortedAfter(looks: number): AbortSignal {
  const { signal } = new AbortController()
  let left = looks
  return Object.assign(Object.create(signal) as AbortSignal, {
    throwIfAborted: () => {
      if (left === 0) throw new Error('killed')
      left -= 1
    },
  })
}
