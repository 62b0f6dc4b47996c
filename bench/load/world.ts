import type { SimulatorConfig } from '../../simulator/world/settings.ts'
import { seededRandom } from '../../src/kernel/ids.ts'

/** What a load is made of. */
export type LoadSize = { readonly checks: number; readonly accounts: number }

/** Customers that order: the first has half of all checks, the others share the rest. */
export const CUSTOMERS = 51
/** One profile in so many is large. */
const LARGE_EVERY = 500

/** People of one profile: most have some dozens, a few have thousands. */
export type Target = {
  readonly username: string
  readonly followers: number
  readonly following: number
}

/** The profiles of a load, always the same for a number of checks. */
export function targetsOf({ checks }: LoadSize): readonly Target[] {
  const random = seededRandom(17)
  const between = (least: number, most: number) =>
    least + Math.floor(random.fraction() * (most - least + 1))
  return Array.from({ length: checks }, (_, at) => {
    const isLarge = at % LARGE_EVERY === LARGE_EVERY / 2
    return {
      username: `target${at}.example`,
      followers: isLarge ? between(1000, 4000) : between(0, 60),
      following: isLarge ? between(200, 1500) : between(0, 60),
    }
  })
}

/** Every fifth account has a second factor. */
export function accountNames({ accounts }: LoadSize): readonly string[] {
  return Array.from({ length: accounts }, (_, at) => `reader${at}`)
}

/** Instagram as it is every day, with its mild bad habits, and no limit but those of the bench. */
export function configOf(size: LoadSize): SimulatorConfig {
  return {
    accounts: accountNames(size).map((username, at) => ({
      username,
      password: `load-Password-${at}`,
      totpSecret: at % 5 === 0 ? true : null,
    })),
    targets: [...targetsOf(size)],
    faults: { latencyMs: 20, loginsMax: 1_000_000 },
  }
}

/** Which customer orders a check. */
export function customerOf(at: number): number {
  return at % 2 === 0 ? 0 : 1 + (((at - 1) / 2) % (CUSTOMERS - 1))
}
