import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { Bell } from '../kernel/bell.ts'
import { aWorkerLives } from '../presence/worker-store.ts'
import type { Check } from './check.ts'
import { CheckLeftError } from './check-left.ts'
import { checkById } from './check-store.ts'
import { freeWhatIsOver, WORK_CHANNEL } from './choice-store.ts'
import { type CheckOrder, openCheck } from './order.ts'
import { outdatedSince } from './outdated.ts'
import { listInHand } from './reading/next-step.ts'
import { completenessOf } from './reading/progress.ts'
import { progressOf } from './reading/progress-store.ts'
import { type RunContext, readNext } from './runner.ts'
import type { Reader, Waiting } from './standstill.ts'
import { givenUpAt, placeOf, readersOf, settleWaiting, waitingFor } from './waiting-store.ts'

export type CarryOutContext = RunContext & {
  /**
   * Waiting is looked after so often even if nobody calls: a dead process says nothing. In
   * milliseconds.
   */
  readonly lookMs: number
  listen(channel: string, heard: () => void): () => void
}

/** How a check that was carried out stands at the end. */
export type CarriedOut = {
  readonly check: Check
  /** People of the present list that were saved before; null when nothing was read yet. */
  readonly resumedAt: number | null
  /** Set when it cannot go on before a human has dealt with one of these accounts. */
  readonly needsHuman: readonly Reader[] | null
  /** Whether workers go on with it by themselves. */
  readonly isFollowed: boolean
}

/**
 * Orders a check and sees to it until it has ended, or until only a human can help: reads it, slice
 * after slice, while no worker lives; else follows what the workers do. An abort puts it down
 * between two pages; whatever was read is kept.
 * @throws LineFullError LINE_FULL; what the database or the disk say; the signal's reason, or
 * CheckLeftError where workers go on with it
 */
export async function carryOut(
  context: CarryOutContext,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const opened = await openCheck(context, order)
  const isOutdated = (await outdatedSince(context, opened)) !== null
  const resumedAt = isOutdated ? null : await tellBeginning(context, opened)
  const bell = new Bell()
  const unlisten = context.listen(WORK_CHANNEL, () => bell.ring())
  try {
    const course = new Course(context, opened.id, bell)
    return { ...(await course.run(signal)), resumedAt }
  } catch (error) {
    const goesOn = signal.aborted && (await aWorkerLives(context).catch(() => false))
    throw goesOn ? new CheckLeftError() : error
  } finally {
    unlisten()
  }
}

/** A rest is looked after more seldom, by this factor. */
const RESTS_LOOKED_AFTER = 600

/** The way of one check to its end, as one process goes it. */
class Course {
  readonly #context: CarryOutContext
  #checkId: string
  readonly #bell: Bell
  /** Accounts that this machine cannot log in, and why. */
  readonly #unable = new Map<string, Error>()
  #toldPlace = false
  #inLineSinceMs: number | null = null
  #toldRest: number | null = null
  #toldFollowed = false
  #followedAt = 0

  constructor(context: CarryOutContext, checkId: string, bell: Bell) {
    this.#context = context
    this.#checkId = checkId
    this.#bell = bell
  }

  async run(signal: AbortSignal): Promise<Omit<CarriedOut, 'resumedAt'>> {
    for (;;) {
      signal.throwIfAborted()
      await freeWhatIsOver(this.#context)
      await settleWaiting(this.#context, this.#checkId)
      const check = await checkById(this.#context, this.#checkId)
      if (check.ending?.kind === 'merged') {
        // The same profile was ordered by another name: that check is this one, too.
        this.#checkId = check.ending.into
        continue
      }
      if (check.finishedAt !== null) return { check, needsHuman: null, isFollowed: false }
      const isFollowed = await this.#isReadByAWorker(check)
      if (isFollowed) await this.#tellProgress(check)
      else if (await this.#readOn(check, signal)) continue
      const waiting = await waitingFor(this.#context, check.id)
      const isUnable = this.#unable.size > 0 && !isFollowed
      if (waiting.kind === 'ready' && isUnable) throw this.#whyUnable()
      if (check.state !== 'running' && isHopeless(check, waiting)) {
        if (isUnable) throw this.#whyUnable()
        const { readers } = await readersOf(this.#context, check.id)
        return { check, needsHuman: readers, isFollowed }
      }
      if (waiting.kind === 'line' && check.state !== 'running') await this.#tellPlace(isFollowed)
      else this.#inLineSinceMs = null
      if (waiting.kind === 'rest' && check.state !== 'running') this.#tellRest(waiting)
      // Pages that others read are not told of.
      const until = waiting.kind === 'rest' && !isFollowed ? waiting.until : null
      await this.#wait(check, until, signal)
    }
  }

  /** Reads a slice of the check, if it can be had; false when nothing could be done. */
  async #readOn(check: Check, signal: AbortSignal): Promise<boolean> {
    const without = [...this.#unable.keys()]
    const outcome = await readNext(this.#context, { only: check.id, without }, signal)
    if (outcome === null) return false
    if (outcome.kind === 'unable') this.#unable.set(outcome.accountId, outcome.error)
    this.#toldPlace = false
    return true
  }

  async #isReadByAWorker(check: Check): Promise<boolean> {
    if (!(await aWorkerLives(this.#context))) {
      this.#toldFollowed = false
      return false
    }
    if (!this.#toldFollowed) this.#context.tell({ kind: 'check-followed', check: check.id })
    this.#toldFollowed = true
    return true
  }

  /** Says how far the workers are. */
  async #tellProgress(check: Check): Promise<void> {
    if (check.state === 'running') this.#toldPlace = false
    const { followers, following } = await progressOf(this.#context, check.id)
    const { list, pass, fetched, expected } =
      completenessOf(followers) === null ? followers : following
    const position = { check: check.id, list, pass, fetched, expected }
    if (fetched !== this.#followedAt) {
      this.#context.tell({ kind: 'page-saved', ...position, people: 0, news: 0 })
    }
    this.#followedAt = fetched
  }

  /** Waits until something has changed, or could have. */
  async #wait(check: Check, until: Date | null, signal: AbortSignal): Promise<void> {
    const { lookMs, clock } = this.#context
    const now = (await databaseNow(this.#context)).getTime()
    const times = [until, givenUpAt(check), check.parkedUntil]
      .filter((time) => time !== null)
      .map((time) => Math.max(0, time.getTime() - now))
    // Whoever reads something else may die without a word; a rest ends at its time, or is told.
    const looksMs = until === null ? lookMs : RESTS_LOOKED_AFTER * lookMs
    await this.#bell.wait(clock, Math.min(looksMs, ...times), signal)
  }

  /** Between two slices of a worker it is in line for a moment, which is not worth a word. */
  async #tellPlace(isFollowed: boolean): Promise<void> {
    const { lookMs, clock } = this.#context
    const nowMs = clock.elapsedMs()
    this.#inLineSinceMs ??= nowMs
    if (this.#toldPlace || (isFollowed && nowMs - this.#inLineSinceMs < lookMs)) return
    this.#toldPlace = true
    const place = await placeOf(this.#context, this.#checkId)
    this.#context.tell({ kind: 'check-waits', check: this.#checkId, place })
  }

  #tellRest({ until, why }: { readonly until: Date; readonly why: string }): void {
    if (until.getTime() === this.#toldRest) return
    this.#toldRest = until.getTime()
    this.#context.tell({ kind: 'check-parked', check: this.#checkId, why, until })
  }

  #whyUnable(): Error {
    const [first] = this.#unable.values()
    return first ?? new Error('some account cannot be used')
  }
}

/**
 * Whether nothing that could go on by itself would come in time: nobody can read it before a human
 * has acted, or all that can are blocked for longer than its patience.
 */
function isHopeless(check: Check, waiting: Waiting): boolean {
  if (waiting.kind === 'human') return true
  if (waiting.kind !== 'rest' || !waiting.isBlock) return false
  const end = givenUpAt(check)
  return end !== null && waiting.until >= end
}

/** Returns how many are saved of the list that is in hand; null when nothing was read yet. */
async function tellBeginning(
  context: { readonly db: Database; readonly tell: CarryOutContext['tell'] },
  check: Check,
): Promise<number | null> {
  const { id, targetUsername: target } = check
  const { followers, following } = await progressOf(context, id)
  if (completenessOf(followers) === null && followers.fetched === 0) {
    context.tell({ kind: 'check-started', check: id, target })
    return null
  }
  const list = listInHand(followers, following)
  const { fetched } = list === 'followers' ? followers : following
  context.tell({ kind: 'check-resumed', check: id, target, list, fetched })
  return fetched
}
