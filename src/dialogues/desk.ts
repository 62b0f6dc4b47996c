import type { WaitingPage } from '../instagram/login/waiting-page.ts'
import { Bell } from '../kernel/bell.ts'
import { systemClock } from '../kernel/clock.ts'
import type { WaitingLogin } from '../sessions/renewal.ts'
import { type AttendContext, type Attended, attendTo } from './attendance.ts'
import { DIALOGUES_CHANNEL } from './dialogue.ts'
import { beginDialogue, claimOrdered, endStaleDialogues } from './dialogue-store.ts'

/** Pages that one worker keeps open for humans at a time. */
export const PAGES_MAX = 4
/** How often it is looked for what was not heard of. */
const LOOK_MS = 5000
/** How often dialogues are ended whose time, or whose worker, is over. */
const STALE_MS = 10_000

/**
 * Where the logins of a worker wait for their humans. While it runs it takes over pages on which
 * one is wanted, and opens those that were asked for by hand; else it takes none.
 */
export class DialogueDesk {
  readonly #attending = new Set<Promise<void>>()
  #open: { readonly context: AttendContext; readonly signal: AbortSignal } | null = null

  /**
   * Takes over the page of a login that waits for a human, and keeps it open; false where nobody
   * runs this desk, or as many are open as may be. The account's lease need not be free yet.
   */
  attend(page: WaitingPage, of: WaitingLogin): boolean {
    const { account, outcome } = of
    if (this.#open === null || this.#attending.size >= PAGES_MAX) return false
    const { context, signal } = this.#open
    this.#keep(
      (async () => {
        const id = await beginDialogue(context, {
          accountId: account.id,
          cause: outcome.kind === 'challenged' ? 'challenge' : 'code',
          asks: outcome.kind === 'challenged' ? 'human' : 'code',
          said: 'detail' in outcome ? outcome.detail : null,
          place: outcome.kind === 'challenged' ? outcome.where : null,
        }).catch(() => null)
        if (id === null) return page.close()
        const cause = outcome.kind === 'challenged' ? 'challenge' : 'code'
        context.tell({ kind: 'dialogue-opened', account: account.username, cause })
        await attendTo(
          context,
          { id, accountId: account.id, username: account.username },
          page,
          signal,
        )
      })(),
    )
    return true
  }

  /** Runs the desk until it is closed; every page is closed then, too. */
  start(context: AttendContext): { close(): Promise<void> } {
    const over = new AbortController()
    const running = this.run(context, over.signal)
    return {
      close: async () => {
        over.abort()
        await running
      },
    }
  }

  /**
   * Runs the desk until the signal is given; returns when every page is closed. One that runs
   * already is left alone.
   */
  async run(context: AttendContext, signal: AbortSignal): Promise<void> {
    this.#open = { context, signal }
    const bell = new Bell()
    const unlisten = context.listen(DIALOGUES_CHANNEL, () => bell.ring())
    let endedAtMs = Number.NEGATIVE_INFINITY
    try {
      while (!signal.aborted) {
        const nowMs = systemClock.elapsedMs()
        const isDue = nowMs - endedAtMs >= STALE_MS
        if (isDue) endedAtMs = nowMs
        // A database that is away is asked again.
        const claimed = await this.#look(context, isDue).catch(() => null)
        if (claimed !== null) this.#keep(attendTo(context, claimed, null, signal))
        else await bell.wait(systemClock, LOOK_MS, signal).catch(() => undefined)
      }
    } finally {
      unlisten()
      this.#open = null
      await Promise.all(this.#attending)
    }
  }

  async #look(context: AttendContext, isDue: boolean): Promise<Attended | null> {
    if (isDue) await endStaleDialogues(context)
    return this.#attending.size < PAGES_MAX ? await claimOrdered(context) : null
  }

  #keep(attending: Promise<void>): void {
    this.#attending.add(attending)
    void attending.finally(() => this.#attending.delete(attending))
  }
}
