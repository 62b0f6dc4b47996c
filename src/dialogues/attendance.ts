import { BrowserFailure } from '../instagram/login/browser-failure.ts'
import type { LoginAsk } from '../instagram/login/login-flow.ts'
import type { PageNews, PageWants, WaitingPage } from '../instagram/login/waiting-page.ts'
import { Bell } from '../kernel/bell.ts'
import { systemClock } from '../kernel/clock.ts'
import { keepAssisted, takeForHuman } from '../sessions/assisted.ts'
import { openDevice } from '../sessions/device-store.ts'
import type { HeldAccount } from '../sessions/held-account.ts'
import { openState, sessionLabelled } from '../sessions/session-store.ts'
import { giveBack, type HoldContext } from '../sessions/take.ts'
import { DIALOGUE_WHOLE_MS, DIALOGUES_CHANNEL, type DialogueEnding } from './dialogue.ts'
import type { DialogueEvent } from './dialogue-event.ts'
import type { DialogueInput } from './dialogue-input.ts'
import { endDialogue, isStillOpen, noteAsks } from './dialogue-store.ts'
import { showFrame } from './frame-store.ts'
import { takeInputs } from './input-store.ts'

/** What keeping pages open for humans needs. */
export type AttendContext = Omit<HoldContext, 'tell'> & {
  readonly tell: HoldContext['tell'] & ((event: DialogueEvent) => void)
  listen(channel: string, heard: () => void): () => void
  /** Opens the login page on the account's device, and types nothing. @throws BrowserFailure */
  openByHand(ask: Pick<LoginAsk, 'username' | 'state' | 'proxy'>): Promise<WaitingPage>
}

/** The dialogue that is attended to. */
export type Attended = {
  readonly id: string
  readonly accountId: string
  readonly username: string
}

/** A browser lives in real time: how often it is looked for what was not heard of. */
const LOOK_MS = 1000
/** A page that changes all the time is read so often, and no more. */
const READ_MS = 200
/** A database that is away cannot say that the time is over. */
const WHOLE_MS = DIALOGUE_WHOLE_MS + 60_000

/**
 * Keeps a page open for its human until the dialogue ends: shows it, does what is sent, and when
 * the page shows home, keeps the session, proves it and puts it to use. It holds the account's
 * lease from the moment that nobody else has it, so that no login is made beside it. `page` is null
 * where it is still to be opened. When this returns the page is closed, the lease given back, and
 * the dialogue has ended. Never throws.
 */
export async function attendTo(
  context: AttendContext,
  attended: Attended,
  page: WaitingPage | null,
  signal: AbortSignal,
): Promise<void> {
  const attendance = new Attendance(context, attended, page)
  const ending = await attendance.run(signal)
  await attendance.close(ending)
  context.tell({ kind: 'dialogue-ended', account: attended.username, ending })
}

class Attendance {
  readonly #context: AttendContext
  readonly #attended: Attended
  readonly #bell = new Bell()
  readonly #over = new AbortController()
  #page: WaitingPage | null
  #held: HeldAccount | null = null
  /** What the page was last noted to want, as JSON. */
  #noted = ''
  /** The last home that came to nothing, until the page shows something else. */
  #isTried = false

  constructor(context: AttendContext, attended: Attended, page: WaitingPage | null) {
    this.#context = context
    this.#attended = attended
    this.#page = page
  }

  async run(stopped: AbortSignal): Promise<DialogueEnding> {
    const late = AbortSignal.timeout(WHOLE_MS)
    const signal = AbortSignal.any([stopped, late, this.#over.signal])
    const unlisten = this.#context.listen(DIALOGUES_CHANNEL, () => this.#bell.ring())
    const both = [this.#obey(signal), this.#watch(signal)]
    try {
      return await Promise.race(both)
    } catch (error) {
      if (stopped.aborted) return 'interrupted'
      if (late.aborted) return 'expired'
      if (error instanceof BrowserFailure) return error.code === 'UNKNOWN_PAGE' ? 'left' : 'failed'
      this.#tell(error)
      return 'failed'
    } finally {
      this.#over.abort()
      unlisten()
      // The page goes first: what waits for it ends then.
      await this.#page?.close()
      await Promise.allSettled(both)
    }
  }

  async close(ending: DialogueEnding): Promise<void> {
    // With the database away it ends by itself: its time, or its worker, is over.
    await endDialogue(this.#context, this.#attended.id, ending, null).catch(() => undefined)
    if (this.#held === null) return
    await giveBack(this.#context, this.#held).catch((error: unknown) => this.#tell(error))
  }

  /** Does what is sent, and takes the account as soon as it is free. */
  async #obey(signal: AbortSignal): Promise<DialogueEnding> {
    for (;;) {
      const isOpen = await this.#look(signal).catch((error: unknown) => {
        if (signal.aborted || error instanceof BrowserFailure) throw error
        // A database that is away for a moment closes no page.
        this.#tell(error)
        return true
      })
      if (!isOpen) return 'expired'
      await this.#bell.wait(systemClock, LOOK_MS, signal)
    }
  }

  /** False when the dialogue is over, for whatever reason. */
  async #look(signal: AbortSignal): Promise<boolean> {
    const { id, accountId } = this.#attended
    signal.throwIfAborted()
    if (!(await isStillOpen(this.#context, id))) return false
    this.#held ??= await takeForHuman(this.#context, accountId, DIALOGUE_WHOLE_MS)
    const inputs = await takeInputs(this.#context, id)
    for (const input of inputs) {
      signal.throwIfAborted()
      await this.#do(input)
    }
    return true
  }

  async #do(input: DialogueInput): Promise<void> {
    const page = this.#page
    if (page === null) return
    if (input.kind === 'code') await page.sendCode(input.code)
    else await page.act(input)
  }

  async #watch(signal: AbortSignal): Promise<DialogueEnding> {
    const page = this.#page ?? (await this.#open(signal))
    await page.watch(async (picture) => {
      // A picture that cannot be stored is followed by another one.
      await showFrame(this.#context, this.#attended.id, picture).catch(() => false)
    })
    const over = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    for (;;) {
      signal.throwIfAborted()
      const news = await page.next(over)
      if (news !== null && (await this.#hear(news, signal))) return 'logged-in'
      await systemClock.sleep(READ_MS, signal)
    }
  }

  /** Opens the browser once nobody else uses the account. */
  async #open(signal: AbortSignal): Promise<WaitingPage> {
    const { accountId, username } = this.#attended
    const held = await this.#untilHeld(signal)
    const current = await sessionLabelled(this.#context, accountId, 'current')
    const state = await (current === null
      ? openDevice(this.#context, accountId)
      : openState(this.#context, current))
    signal.throwIfAborted()
    const { proxy } = held
    this.#page = await this.#context.openByHand({ username: held.account.username, state, proxy })
    if (signal.aborted) await this.#page.close()
    this.#context.tell({ kind: 'dialogue-opened', account: username, cause: 'by-hand' })
    return this.#page
  }

  async #untilHeld(signal: AbortSignal): Promise<HeldAccount> {
    while (this.#held === null) await systemClock.sleep(READ_MS, signal)
    return this.#held
  }

  /** True when the account is logged in. */
  async #hear(news: PageNews, signal: AbortSignal): Promise<boolean> {
    if (news.kind === 'page') {
      this.#isTried = false
      await this.#note(news)
      return false
    }
    if (this.#isTried) return false
    this.#isTried = true
    const held = await this.#untilHeld(signal)
    return (await keepAssisted(this.#context, held, news, signal)) === 'in-use'
  }

  async #note({ asks, said, place, codeRefused }: PageWants): Promise<void> {
    const wants = JSON.stringify([asks, said, place])
    if (wants === this.#noted && !codeRefused) return
    this.#noted = wants
    await noteAsks(this.#context, this.#attended.id, { asks, said, place, codeRefused })
  }

  #tell(error: unknown): void {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
    this.#context.tell({ kind: 'dialogue-failed', account: this.#attended.username, why })
  }
}
