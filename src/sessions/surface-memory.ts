import type { Database } from '../db/database.ts'
import type { AgreedTime } from '../db/time.ts'
import { endpointOf, type Surface } from '../instagram/questions/operation.ts'
import type { TellSession } from './session-event.ts'
import { forgetUnserved, type UnservedSurface, unserved } from './unserved-store.ts'
import { UNSERVED_MS } from './waits.ts'

type Context = { readonly db: Database; readonly tell: TellSession }

/**
 * Which surfaces Instagram does not serve to one account (facts 13). Learned only from a refusal
 * beside which another surface answered, kept for hours, then asked again.
 */
export class SurfaceMemory {
  readonly #account: { readonly id: string; readonly username: string }
  readonly #time: AgreedTime
  readonly #untilOf: Map<Surface, Date>

  constructor(
    account: { readonly id: string; readonly username: string },
    time: AgreedTime,
    known: readonly UnservedSurface[],
  ) {
    this.#account = account
    this.#time = time
    this.#untilOf = new Map(known.map(({ surface, until }) => [surface, until]))
  }

  /** Until when that surface is done without; null when it may be asked. */
  unservedUntil(surface: Surface): Date | null {
    const until = this.#untilOf.get(endpointOf(surface))
    return until !== undefined && until > this.#time.now() ? until : null
  }

  /** Every surface that is done without now. */
  unserved(): readonly Surface[] {
    return [...this.#untilOf.keys()].filter((surface) => this.unservedUntil(surface) !== null)
  }

  /** Remembers that a surface is not served, and tells it. Durable when it returns. */
  async learn(context: Context, surface: Surface, row: string): Promise<Date> {
    const endpoint = endpointOf(surface)
    const until = await unserved(context, this.#account.id, { surface: endpoint, row }, UNSERVED_MS)
    this.#untilOf.set(endpoint, until)
    const account = this.#account.username
    context.tell({ kind: 'surface-not-served', account, surface: endpoint, row, until })
    return until
  }

  /** The surface has answered; if it was not served before, that is forgotten and told. */
  async served(context: Context, surface: Surface): Promise<void> {
    const endpoint = endpointOf(surface)
    if (!this.#untilOf.delete(endpoint)) return
    await forgetUnserved(context, this.#account.id, endpoint)
    context.tell({ kind: 'surface-served', account: this.#account.username, surface: endpoint })
  }
}
