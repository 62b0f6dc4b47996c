import { type Aftermath, runBout } from './bout.ts'
import { brokenInvariants } from './checkers/all.ts'
import { mayWaitOn } from './checkers/endings.ts'
import { evidenceOf } from './evidence.ts'
import type { Ground } from './ground.ts'
import { isOpen } from './open-faults.ts'
import { drawPlan, type Limits, type Plan, UNLIMITED } from './plan.ts'
import type { Worker } from './worker.ts'

/** What a storm is run with. */
export type StormContext = { readonly database: Ground; readonly worker: Worker }

/** Which bout is told, and with how much less than its seed says. */
export type Telling = {
  readonly seed: number
  readonly limits: Limits
  readonly spared: ReadonlySet<number>
}

/** One bout, judged. */
export type Judged = {
  readonly telling: Telling
  readonly aftermath: Aftermath
  readonly checks: number
  readonly unfinished: number
  /** What is wrong, beside what is known to be. */
  readonly broken: readonly string[]
  /** What is wrong and known to be. */
  readonly open: readonly string[]
}

/** All of a seed, with everything that can happen. */
export function whole(seed: number): Telling {
  return { seed, limits: UNLIMITED, spared: new Set() }
}

/** Runs one bout and judges it. */
export function tell(context: StormContext, telling: Telling, keepTrace = false): Promise<Judged> {
  return tellPlan(context, telling, drawPlan(telling.seed, telling.limits), keepTrace)
}

/** Runs a bout of a plan that need not be the one of its seed, and judges it. */
export async function tellPlan(
  context: StormContext,
  telling: Telling,
  plan: Plan,
  keepTrace = false,
): Promise<Judged> {
  const aftermath = await runBout(plan, { ...context, spared: telling.spared, keepTrace })
  const evidence = await evidenceOf(aftermath)
  const broken = brokenInvariants(evidence)
  return {
    telling,
    aftermath,
    checks: evidence.checks.length,
    unfinished: evidence.checks.filter((check) => {
      return check.finishedAtMs === null && !mayWaitOn(evidence, check)
    }).length,
    broken: broken.filter((sentence) => !isOpen(sentence)),
    open: broken.filter(isOpen),
  }
}

/** Runs bout after bout, from a seed on, until `isEnough`. Every bout is given to `each`. */
export async function runStorm(
  context: StormContext,
  firstSeed: number,
  isEnough: (checks: number) => boolean,
  each: (judged: Judged) => void,
): Promise<void> {
  let checks = 0
  for (let seed = firstSeed; !isEnough(checks); seed += 1) {
    const judged = await tell(context, whole(seed))
    checks += judged.checks
    each(judged)
  }
}
