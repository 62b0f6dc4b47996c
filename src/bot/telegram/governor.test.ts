import { expect, test } from 'vitest'
import { ManualClock } from '../../kernel/clock.ts'
import { Governor, type Over } from './governor.ts'

/** A governor on a clock that jumps to whatever is next: a message, or the end of a call. */
class Street {
  readonly clock = new ManualClock(new Date(1_000_000))
  readonly governor: Governor
  /** When Telegram has counted each message, and of which chat. */
  readonly counted: { readonly atMs: number; readonly chatId: number }[] = []
  readonly #ends: { readonly atMs: number; readonly over: Over }[] = []

  constructor(perSecond: number) {
    this.governor = new Governor(
      {
        now: () => this.clock.now(),
        elapsedMs: () => this.clock.elapsedMs(),
        sleep: (waitMs, signal) => this.#sleep(waitMs, signal),
      },
      perSecond,
    )
  }

  /** A call that is on its way for so long, counted somewhere between. */
  async call(chatId: number, tookMs: number, countedAfter: number): Promise<void> {
    const over = await this.governor.turn('answer', chatId)
    const nowMs = this.clock.elapsedMs()
    this.counted.push({ atMs: nowMs + tookMs * countedAfter, chatId })
    this.#ends.push({ atMs: nowMs + tookMs, over })
    this.#ends.sort((one, other) => one.atMs - other.atMs)
  }

  async #sleep(waitMs: number, signal?: AbortSignal): Promise<void> {
    const untilMs = this.clock.elapsedMs() + waitMs
    for (;;) {
      // Whoever was let go gets to make his call first.
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      const [end] = this.#ends
      const toMs = Math.min(untilMs, end?.atMs ?? untilMs)
      this.clock.advance(Math.max(0, toMs - this.clock.elapsedMs()))
      if (end && end.atMs <= toMs) this.#ends.shift()?.over()
      if (toMs >= untilMs) return
    }
  }

  /** The most messages in any second. */
  busiest(): number {
    const at = this.counted.map(({ atMs }) => atMs).sort((one, other) => one - other)
    return Math.max(
      ...at.map((fromMs) => at.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1000).length),
    )
  }
}

test('no second has more than it may, however long calls take and whenever they are counted', async () => {
  const street = new Street(30)
  let state = 7
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const calls = Array.from({ length: 400 }, (_, chat) =>
    street.call(chat, random() < 0.1 ? 900 * random() : 40 * random(), random()),
  )
  const beganMs = street.clock.elapsedMs()
  await Promise.all(calls)
  expect(street.busiest()).toBeLessThanOrEqual(30)
  // And hardly any of it is given away.
  expect((street.clock.elapsedMs() - beganMs) / 1000).toBeLessThan(400 / 24)
})

test('a far Telegram gets as many a second as a near one', async () => {
  const street = new Street(30)
  let number = 0
  const next = () => {
    number += 1
    return number * 0.37 - Math.floor(number * 0.37)
  }
  const calls = Array.from({ length: 300 }, (_, chat) =>
    street.call(chat, 200 + 20 * next(), 0.45 + 0.1 * next()),
  )
  const beganMs = street.clock.elapsedMs()
  await Promise.all(calls)
  expect(street.busiest()).toBeLessThanOrEqual(30)
  expect((street.clock.elapsedMs() - beganMs) / 1000).toBeLessThan(300 / 26)
})

test('who gets many messages waits for them alone', async () => {
  const street = new Street(30)
  const loud = Array.from({ length: 40 }, () => street.call(1, 10, 0.5))
  const calm = Array.from({ length: 10 }, (_, at) => street.call(2 + at, 10, 0.5))
  await Promise.all(calm)
  // Fifteen in a row, and these ten: the rest of the loud one's waits.
  expect(street.counted).toHaveLength(25)
  await Promise.all(loud)
  const at = street.counted.filter(({ chatId }) => chatId === 1).map(({ atMs }) => atMs)
  expect((at.at(-1) ?? 0) - (at[14] ?? 0)).toBeGreaterThanOrEqual(24_500)
})

test('a pause for one chat is its own, and one for another chat meanwhile is everybody’s', async () => {
  const street = new Street(30)
  street.governor.pause(3000, 1)
  const held = street.call(1, 10, 0.5)
  await street.call(2, 10, 0.5)
  const beganMs = 1_000_000
  expect(street.clock.elapsedMs() - beganMs).toBeLessThan(100)
  street.governor.pause(2000, 3)
  await street.call(4, 10, 0.5)
  expect(street.clock.elapsedMs() - beganMs).toBeGreaterThanOrEqual(2000)
  await held
  expect(street.clock.elapsedMs() - beganMs).toBeGreaterThanOrEqual(3000)
})

test('the most urgent goes first, and what waits is refused when it is closed', async () => {
  const street = new Street(30)
  const went: string[] = []
  const turns = (['progress', 'result', 'answer'] as const).map(async (urgency) => {
    const over = await street.governor.turn(urgency, null)
    went.push(urgency)
    over()
  })
  await Promise.all(turns)
  expect(went).toEqual(['progress', 'answer', 'result'])
  street.governor.close()
  await expect(street.governor.turn('answer', 1)).rejects.toThrow('the bot ends')
})
