/** Ends an exhaustive switch: the compiler proves it is never reached, the run says so if it is. */
export function unreachable(value: never): never {
  throw new Error(`not a known case: ${JSON.stringify(value)}`)
}
