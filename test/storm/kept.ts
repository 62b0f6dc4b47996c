import type { List, MemberRow } from './checkers/evidence.ts'

/** A complete list, as the database keeps it. */
type Snapshot = {
  readonly number: string
  readonly list: List
  readonly series: string
  readonly place: number
  readonly presentFrom: number
  readonly isFolded: boolean
}

/** Who came into a series of lists, or left it, between the place before and this one. */
type Change = {
  readonly series: string
  readonly place: number
  readonly pk: string
  readonly came: boolean
}

const SNAPSHOTS = `
select number::text as number, list, series_id::text as series, place,
  present_from as "presentFrom", folded_at is not null as "isFolded"
from snapshots order by series_id, place`
const CHANGES = `
select series_id::text as series, place, pk::text as pk, came from snapshot_changes`
const MEMBERS = 'select check_number::text as number, list, pk::text, pass from check_members'

/**
 * Who is in the lists of all checks. A list that was folded is worked out anew from the next one
 * that is whole, one step back after the other, and whatever is still left of it is not looked at.
 */
export async function membersKept(
  rows: <T>(text: string) => Promise<readonly T[]>,
): Promise<readonly MemberRow[]> {
  const snapshots = await rows<Snapshot>(SNAPSHOTS)
  const members = await rows<MemberRow>(MEMBERS)
  if (!snapshots.some(({ isFolded }) => isFolded)) return members
  const changes = await rows<Change>(CHANGES)
  const isOf = ({ number, list }: Pick<Snapshot, 'number' | 'list'>) => {
    return (member: MemberRow) => member.number === number && member.list === list
  }
  const folded = snapshots.filter(({ isFolded }) => isFolded)
  const unfolded = folded.flatMap((snapshot) => {
    const { series, place, number, list, presentFrom } = snapshot
    const whole = snapshots.find((each) => {
      return each.series === series && each.place > place && !each.isFolded
    })
    if (!whole) return []
    const present = members.filter(isOf(whole)).filter(({ pass }) => pass >= whole.presentFrom)
    const pks = new Set(present.map(({ pk }) => pk))
    for (let step = whole.place; step > place; step -= 1) {
      for (const change of changes) {
        if (change.series !== series || change.place !== step) continue
        if (change.came) pks.delete(change.pk)
        else pks.add(change.pk)
      }
    }
    return [...pks].map((pk) => ({ number, list, pk, pass: presentFrom }))
  })
  const others = members.filter((member) => !folded.some((each) => isOf(each)(member)))
  return [...others, ...unfolded]
}
