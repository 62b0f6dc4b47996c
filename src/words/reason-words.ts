import type { RestReason, StopReason } from '../accounts/reasons.ts'
import type { MachineTrouble } from '../sessions/machine-trouble.ts'

/** The words for every reason, as clauses; what is known in detail is handed to each. */
export type ReasonWords = {
  readonly rest: Readonly<Record<RestReason['kind'], (detail: string) => string>>
  readonly stop: Readonly<Record<StopReason['kind'], (detail: string) => string>>
  /** What is wrong with the machine, when that is why nobody can log in. */
  readonly trouble: Readonly<Record<MachineTrouble, string>>
  /** What the operator does about it, as one sentence. */
  readonly troubleRemedies: Readonly<Record<MachineTrouble, string>>
}
