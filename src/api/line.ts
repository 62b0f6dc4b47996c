import type { CheckState } from '../checks/check.ts'
import { placesInLine } from '../checks/line-store.ts'
import type { Database } from '../db/database.ts'
import { systemClock } from '../kernel/clock.ts'

/** Places are as old as this at the most. */
const KEPT_MS = 1000

/**
 * Places in line, worked out once a second for all who ask: each is known only by sorting all that
 * wait.
 */
export class Line {
  readonly #context: { readonly db: Database }
  #atMs = Number.NEGATIVE_INFINITY
  #places: Promise<ReadonlyMap<string, number>> | null = null

  constructor(context: { readonly db: Database }) {
    this.#context = context
  }

  /** The place of a check; null when it does not wait. */
  async placeOf(check: {
    readonly id: string
    readonly state: CheckState
  }): Promise<number | null> {
    if (check.state !== 'queued' && check.state !== 'parked') return null
    const nowMs = systemClock.elapsedMs()
    if (this.#places === null || nowMs - this.#atMs >= KEPT_MS) {
      this.#atMs = nowMs
      const places = placesInLine(this.#context)
      this.#places = places
      // What failed is asked again by the next.
      places.catch(() => {
        if (this.#places === places) this.#places = null
      })
    }
    return (await this.#places).get(check.id) ?? null
  }
}
