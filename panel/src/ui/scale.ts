/** Round steps for an axis from 0 to at least `max`: at most `steps` of them. */
export function ticksUpTo(max: number, steps: number): readonly number[] {
  if (max <= 0) return [0, 1]
  const rough = max / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough
  const whole = Math.max(1, step)
  const count = Math.ceil(max / whole)
  return Array.from({ length: count + 1 }, (_, at) => at * whole)
}
