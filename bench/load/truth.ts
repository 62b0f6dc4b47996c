import { sql } from 'kysely'
import type { ListName, Person } from '../../simulator/world/people.ts'
import type { World } from '../../simulator/world/world.ts'
import type { Database } from '../../src/db/database.ts'

/** How many checks are looked at in one statement. */
const AT_ONCE = 200

/** What the checks came to. */
export type Verdict = {
  readonly complete: number
  /** Checks whose lists are not the truth, and those that are missing, by name. */
  readonly wrong: readonly string[]
  /** How often each ending came. */
  readonly endings: Readonly<Record<string, number>>
}

/** Compares what was saved of every check with what Instagram knows, person by person. */
export async function judge(
  { db }: { readonly db: Database },
  world: World,
  targets: readonly string[],
): Promise<Verdict> {
  const wrong: string[] = []
  const endings: Record<string, number> = {}
  let complete = 0
  for (let at = 0; at < targets.length; at += AT_ONCE) {
    const some = targets.slice(at, at + AT_ONCE)
    const saved = await savedOf(db, some)
    for (const target of some) {
      const check = saved.get(target)
      const ending = check?.ending ?? 'none'
      endings[ending] = (endings[ending] ?? 0) + 1
      if (ending === 'complete') complete += 1
      if (!check || !isTrue(world, target, check)) wrong.push(target)
    }
  }
  return { complete, wrong, endings }
}

type Saved = { readonly ending: string | null } & { readonly [L in ListName]: readonly string[] }

async function savedOf(
  db: Database,
  targets: readonly string[],
): Promise<ReadonlyMap<string, Saved>> {
  const found = await sql<Saved & { target: string }>`
    select checks.target_username as target, checks.ending,
      array(
        select member.pk::text from check_members member
        where member.check_number = checks.number and member.list = 'followers'
      ) as followers,
      array(
        select member.pk::text from check_members member
        where member.check_number = checks.number and member.list = 'following'
      ) as following
    from checks
    where checks.target_username = any(${[...targets]}::text[])
  `.execute(db)
  return new Map(found.rows.map((row) => [row.target, row]))
}

function isTrue({ people }: World, target: string, saved: Saved): boolean {
  const person = people.find(target)
  if (!person) throw new Error(`Instagram knows no ${target}`)
  return (['followers', 'following'] as const).every((list) => {
    return isSame(truthOf(people, person, list), saved[list])
  })
}

function truthOf(people: World['people'], person: Person, list: ListName): ReadonlySet<string> {
  return new Set([...people.rows(person, list)].map(String))
}

function isSame(truth: ReadonlySet<string>, saved: readonly string[]): boolean {
  return truth.size === saved.length && saved.every((pk) => truth.has(pk))
}
