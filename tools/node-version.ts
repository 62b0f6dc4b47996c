/** The oldest Node that runs TypeScript files as they are, with all that we use of it. */
const OLDEST_MAJOR = 24

/**
 * What is wrong with the running Node, or null. An old one is fatal; another one than the pinned
 * one is only said.
 */
export function nodeComplaint(
  running: string,
  pinned: string,
): { readonly text: string; readonly fatal: boolean } | null {
  if (running === pinned) return null
  const remedy = `Run "npm ci" (with its optional packages): it brings Node ${pinned} along for Linux and macOS.`
  if (Number.parseInt(running, 10) >= OLDEST_MAJOR) {
    return {
      text: `Running on Node ${running}; Evercheck is tested on ${pinned}. ${remedy}`,
      fatal: false,
    }
  }
  return {
    text: `Node ${running} is too old: Evercheck needs ${OLDEST_MAJOR} or newer. ${remedy}`,
    fatal: true,
  }
}
