import type { Checker, Evidence, Thrown } from './evidence.ts'

/** No slice breaks with an error that nobody caused. */
export const errorsHaveCauses: Checker = (evidence) => {
  const wrong = evidence.thrown.filter((thrown) => !hasCause(evidence, thrown))
  return [
    ...new Set(wrong.map(({ name, message }) => `errors: ${name} without a cause: ${message}`)),
  ]
}

/** What may lead to each error, by the kinds of faults. */
const CAUSES: Readonly<Record<string, readonly string[]>> = {
  'Connection terminated unexpectedly': ['statement', 'restart'],
  // Locks are gone with the server, and leases are over when somebody thaws.
  LeaseLostError: ['freeze', 'restart'],
}

function hasCause({ faults }: Evidence, { name, message, atMs }: Thrown): boolean {
  const kinds = CAUSES[message] ?? CAUSES[name] ?? []
  return faults.some((fault) => fault.atMs <= atMs && kinds.includes(fault.kind))
}
