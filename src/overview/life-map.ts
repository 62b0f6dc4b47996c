import type { AccountHealth } from './account-health.ts'
import { ACCOUNT_GROUPS, type AccountGroup, groupOfAccount } from './account-state.ts'
import type { LifeLine, LifeSpan } from './life-lines.ts'

/** The lives of too many accounts for a line each: one row per group. */
export type LifeMap = {
  /** How long a slot is, in milliseconds; the last ends now. */
  readonly slotMs: number
  readonly rows: readonly LifeMapRow[]
}

/** How many of a group had a living session in each slot, the oldest first, and how many died. */
export type LifeMapRow = {
  readonly group: AccountGroup
  readonly accounts: number
  readonly slots: readonly { readonly alive: number; readonly deaths: number }[]
}

const SLOT_MS = 6 * 3_600_000

/** The lives of all accounts by group, as they stand in their groups now. Pure. */
export function lifeMap(
  lives: readonly LifeLine[],
  accounts: readonly AccountHealth[],
  { at, windowMs }: { readonly at: Date; readonly windowMs: number },
): LifeMap {
  const fromMs = at.getTime() - windowMs
  const slotsTo = (instant: Date): number => (instant.getTime() - fromMs) / SLOT_MS
  const spansOf = new Map(lives.map(({ account, spans }) => [account, spans]))
  const rows = ACCOUNT_GROUPS.map((group) => {
    const members = accounts.filter((account) => groupOfAccount(account) === group)
    const marks = members.map(({ account }) => marksOf(spansOf.get(account) ?? []))
    const slots = Array.from({ length: Math.ceil(windowMs / SLOT_MS) }, (_, slot) => ({
      alive: marks.filter(({ alive }) => alive.has(slot)).length,
      deaths: marks.reduce((sum, { deaths }) => sum + (deaths.get(slot) ?? 0), 0),
    }))
    return { group, accounts: members.length, slots }
  })
  return { slotMs: SLOT_MS, rows: rows.filter((row) => row.accounts > 0) }

  function marksOf(spans: readonly LifeSpan[]): Marks {
    const alive = new Set<number>()
    const deaths = new Map<number, number>()
    for (const { from, to, diedAt } of spans) {
      const end = slotsTo(to ?? at)
      for (let slot = Math.max(0, Math.floor(slotsTo(from))); slot < end; slot += 1) alive.add(slot)
      if (diedAt === null) continue
      const slot = Math.floor(slotsTo(diedAt))
      deaths.set(slot, (deaths.get(slot) ?? 0) + 1)
    }
    return { alive, deaths }
  }
}

/** In which slots one account had a living session, and how often it died in each. */
type Marks = { readonly alive: ReadonlySet<number>; readonly deaths: ReadonlyMap<number, number> }
