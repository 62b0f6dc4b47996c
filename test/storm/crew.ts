import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What one bout came to, in short: what is left of it outside of the process that ran it. */
export type Report = {
  readonly seed: number
  readonly checks: number
  readonly unfinished: number
  readonly broken: readonly string[]
  readonly open: readonly string[]
}

const HAND = new URL('./hand.ts', import.meta.url)

/**
 * Runs bout after bout in several processes at once, each with a database of its own: a bout is a
 * function of its seed, so it does not matter who runs it. Seeds are dealt in order, and reports
 * come as they are ready. No seed is dealt once `isEnough`.
 */
export async function runCrew(
  size: number,
  firstSeed: number,
  isEnough: () => boolean,
  each: (report: Report) => void,
): Promise<void> {
  let seed = firstSeed
  const next = (): number | null => {
    if (isEnough()) return null
    seed += 1
    return seed - 1
  }
  const hands = Array.from({ length: size }, () => fork(HAND))
  try {
    await Promise.all(hands.map((hand) => employ(hand, next, each)))
  } finally {
    for (const hand of hands) hand.kill()
  }
}

async function employ(
  hand: ChildProcess,
  next: () => number | null,
  each: (report: Report) => void,
): Promise<void> {
  const gone = once(hand, 'exit').then(([code]) => {
    throw new Error(`a process of the storm has ended with ${code}`)
  })
  // Raced below for as long as it matters.
  gone.catch(() => undefined)
  for (let seed = next(); seed !== null; seed = next()) {
    const answer = once(hand, 'message')
    hand.send(seed)
    const [report] = await Promise.race([answer, gone])
    each(report)
  }
}
