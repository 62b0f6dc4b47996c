/**
 * Loaded before a program of a test, it sets that process's clock ahead or back by the milliseconds
 * in EVERCHECK_TEST_SHIFT_MS, as a machine whose clock is wrong has it. How time passes stays
 * right.
 */
const shiftMs = Number(process.env.EVERCHECK_TEST_SHIFT_MS ?? 0)
const RealDate = Date
const realNow = Date.now.bind(Date)

globalThis.Date = class extends RealDate {
  constructor(...args: [] | ConstructorParameters<typeof RealDate>) {
    if (args.length === 0) super(realNow() + shiftMs)
    else super(...args)
  }

  static override now(): number {
    return realNow() + shiftMs
  }
} as DateConstructor

// The program would say that there is no such setting.
delete process.env.EVERCHECK_TEST_SHIFT_MS
