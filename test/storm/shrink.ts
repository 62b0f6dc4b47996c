import { FAULTS, type Limits } from './plan.ts'
import { type Judged, type StormContext, type Telling, tell, whole } from './storm.ts'

/** How often a failure is told again at the most. */
const TELLINGS_MAX = 150

/**
 * Cuts a failure down: fewer orders, processes, accounts and faults, as long as the same invariant
 * breaks. Every telling is exact, so what is left can be replayed as well.
 */
export async function shrink(context: StormContext, failure: Judged): Promise<Judged> {
  const sought = kindsOf(failure)
  let best = failure
  let tellings = 0
  const better = async (telling: Telling): Promise<boolean> => {
    if (tellings >= TELLINGS_MAX) return false
    tellings += 1
    const judged = await tell(context, telling)
    if (!kindsOf(judged).some((kind) => sought.includes(kind))) return false
    best = judged
    return true
  }
  for (const kind of FAULTS) {
    const without = new Set([...best.telling.limits.without, kind])
    await better(limited(best.telling, { without }))
  }
  for (const name of ['processesMax', 'accountsMax', 'ordersMax'] as const) {
    for (let most = 1; most < sizeOf(best, name); most += 1) {
      if (await better(limited(best.telling, { [name]: most }))) break
    }
  }
  for (const number of [...best.aftermath.faultNumbers].reverse()) {
    if (!best.aftermath.faultNumbers.includes(number)) continue
    const spared = new Set([...best.telling.spared, number])
    await better({ ...best.telling, spared })
  }
  return tell(context, best.telling, true)
}

/** The failure of a seed as it is, without any limit. */
export function replay(context: StormContext, seed: number): Promise<Judged> {
  return tell(context, whole(seed), true)
}

function limited(telling: Telling, less: Partial<Limits>): Telling {
  return { ...telling, limits: { ...telling.limits, ...less } }
}

function sizeOf({ aftermath }: Judged, name: Exclude<keyof Limits, 'without'>): number {
  const { accounts, orders, processes } = aftermath.plan
  return { accountsMax: accounts, ordersMax: orders, processesMax: processes }[name].length
}

/** Names, numbers and words of Instagram differ from telling to telling. */
function kindsOf({ broken }: Judged): readonly string[] {
  return broken.map((sentence) => sentence.replaceAll(/[a-z]*\d[\w.#]*|\(.*\)/g, '…'))
}
