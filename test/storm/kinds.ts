import { Draws } from './draws.ts'
import type { FaultKind } from './plan.ts'

/**
 * Worlds in which more of one kind comes together than chance would bring about:
 *
 * - `closed`: every target is closed to all accounts but one, whose session dies and whose logins fail;
 * - `restless`: lists are read while people come and go and pages leave others out;
 * - `refusing`: the database refuses statements, and nothing else happens;
 * - `named`: few long targets, which one customer orders again and again and names accounts for;
 * - `doubtful`: Instagram answers single requests as if sessions were throttled or logged out;
 * - `shop`: whoever pays with Stars spends his credits and wants the Stars back;
 * - `punctual`: several stewards wake in the instants in which something comes by the clock.
 */
export type Kind =
  | 'any'
  | 'closed'
  | 'restless'
  | 'refusing'
  | 'named'
  | 'doubtful'
  | 'shop'
  | 'punctual'

const SPECIAL: readonly Kind[] = [
  ...(['closed', 'restless', 'refusing', 'named'] as const),
  ...(['doubtful', 'shop', 'punctual'] as const),
]
/** Of all worlds so many are of a special kind. */
const SPECIAL_SHARE = 0.42

/** The kind of world of a seed. */
export function drawKind(seed: number): Kind {
  const draws = new Draws(seed, 'kind')
  const special = draws.oneOf(SPECIAL)
  return draws.chance(SPECIAL_SHARE) ? special : 'any'
}

/** What there is most of in a world of a kind, and how much more in all. */
export const MOST: Readonly<
  Record<
    Kind,
    {
      readonly faults: readonly (readonly [FaultKind, number])[]
      readonly more: number
      /** Whether nothing else happens. */
      readonly alone: boolean
    }
  >
> = {
  any: { faults: [], more: 0, alone: false },
  closed: {
    faults: [
      ['death', 0.06],
      ['browser', 0.3],
    ],
    more: 10,
    alone: false,
  },
  restless: {
    faults: [
      ['follow', 0.08],
      ['skip', 0.4],
    ],
    more: 40,
    alone: false,
  },
  refusing: { faults: [['statement', 0.05]], more: 80, alone: true },
  named: { faults: [], more: 0, alone: false },
  doubtful: { faults: [['refusal', 0.3]], more: 40, alone: true },
  shop: { faults: [], more: 0, alone: false },
  punctual: { faults: [], more: 0, alone: false },
}
