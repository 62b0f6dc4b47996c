import type { Database } from '../db/database.ts'
import { Bell } from '../kernel/bell.ts'
import type { Clock } from '../kernel/clock.ts'
import { leaveRole, ROLE_CHANNEL, takeRoles } from './presence-store.ts'

export type RoleContext = {
  readonly db: Database
  readonly holder: string
  readonly clock: Clock
  listen(channel: string, heard: () => void): () => void
}

/** What is done while a role is ours; its signal ends it when it no longer is. */
export type Duty = (signal: AbortSignal) => Promise<void>

/** How often is asked whether a role has become free: another process takes over within that. */
const LOOK_MS = 1000
/** How often is asked whether roles are still ours, when all that we want are. */
const LOOK_AGAIN_MS = 5000
/** After a duty that failed, before it is begun again. */
const AFTER_FAILURE_MS = 5000

/**
 * The roles of this process that only one process may have at a time. One question a second for all
 * of them: a holder that has died, or that has stood still for half a minute, has lost its roles.
 * It learns that with its next question, so that for a moment two may do the same: whatever is done
 * here must bear that.
 */
export class SoleRoles {
  readonly #context: RoleContext
  readonly #wanted = new Map<string, Wanted>()
  readonly #bell = new Bell()
  #asking: Promise<void> | null = null

  constructor(context: RoleContext) {
    this.#context = context
  }

  /**
   * Does `duty` whenever the role is ours, until the signal is given; another process has the role
   * when this returns. A duty that throws is begun again after a moment; `failed` hears of it.
   */
  async alone(
    role: string,
    duty: Duty,
    options: { readonly signal: AbortSignal; readonly failed: (error: unknown) => void },
  ): Promise<void> {
    const { signal, failed } = options
    const wanted = new Wanted()
    this.#wanted.set(role, wanted)
    this.#bell.ring()
    this.#asking ??= this.#ask()
    while (!signal.aborted) {
      const ours = await wanted.granted(signal)
      if (ours === null) break
      try {
        await duty(AbortSignal.any([signal, ours]))
      } catch (error) {
        if (!signal.aborted && !ours.aborted) failed(error)
      }
      if (signal.aborted || ours.aborted) continue
      await this.#context.clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined)
    }
    this.#wanted.delete(role)
    this.#bell.ring()
    // Without a database there is nobody to give it to, and who is dead has lost it anyway.
    await leaveRole(this.#context, role).catch(() => undefined)
    if (this.#wanted.size === 0) await this.#asking
  }

  async #ask(): Promise<void> {
    const unlisten = this.#context.listen(ROLE_CHANNEL, () => this.#bell.ring())
    const { signal } = new AbortController()
    while (this.#wanted.size > 0) {
      // Away, the database gives roles to nobody else either.
      const ours = await takeRoles(this.#context, [...this.#wanted.keys()]).catch(() => null)
      for (const [role, wanted] of this.#wanted) if (ours) wanted.set(ours.has(role))
      if (this.#wanted.size === 0) break
      const waitMs = ours?.size === this.#wanted.size ? LOOK_AGAIN_MS : LOOK_MS
      await this.#bell.wait(this.#context.clock, waitMs, signal)
    }
    this.#asking = null
    unlisten()
  }
}

/** A role that this process would do, and whether it is ours. */
class Wanted {
  readonly #bell = new Bell()
  #ours: AbortController | null = null

  set(isOurs: boolean): void {
    if (isOurs === (this.#ours !== null)) return
    this.#ours?.abort(new Error('another process has the role'))
    this.#ours = isOurs ? new AbortController() : null
    this.#bell.ring()
  }

  /** Waits until the role is ours; the signal says when it no longer is. Null on abort. */
  async granted(signal: AbortSignal): Promise<AbortSignal | null> {
    while (this.#ours === null && !signal.aborted) {
      await this.#bell.rung(signal).catch(() => undefined)
    }
    return signal.aborted ? null : (this.#ours?.signal ?? null)
  }
}
