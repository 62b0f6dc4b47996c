import type { Checker, Evidence, StandingMove, Trouble } from './evidence.ts'

/** Which trouble of an account's own may lead to which standing. */
const CAUSES: Readonly<Record<string, RegExp>> = {
  challenged: /^row (6|8|9|10|11|11b|13|14|32)$/,
  blocked: /^row (12|15)$/,
  suspended: /^row (7|31)$/,
  'wrong-password': /^row 33$/,
  // A process whose clock is off has no code that is good.
  'code-needed': /^clock$/,
  failing: /^(browser|clock)$/,
}

/** No account is stopped by trouble that is not its own. */
export const stopsAreDeserved: Checker = (evidence) => {
  return evidence.standings
    .filter((move) => !isDeserved(evidence, move))
    .map(
      ({ username, to, why }) =>
        `standings: ${username} became ${to} for nothing of its own (${why})`,
    )
}

function isDeserved(evidence: Evidence, move: StandingMove): boolean {
  const { troubles, sessions } = evidence
  const { to, username, atMs } = move
  if (to === 'active' || to === 'paused') return true
  const cause = CAUSES[to]
  const before = troubles.filter((each) => {
    if (each.account !== username || each.atMs > atMs) return false
    if (to === 'failing' && isStillborn(evidence, each)) return true
    return cause?.test(each.kind) === true
  })
  if (before.length === 0) return false
  if (to !== 'failing' || before.some(({ kind }) => kind === 'clock')) return true
  // What the browser does is no reason to stop a session that lives.
  const lives = sessions.some(({ account, fromMs, toMs }) => {
    return account === username && fromMs <= atMs && atMs < toMs
  })
  return before.length >= 2 && !lives
}

/** A session that dies before it has answered for itself is a login that came to nothing. */
function isStillborn({ told }: Evidence, { kind, account, atMs }: Trouble): boolean {
  const last = told.findLast((event) => {
    const isOfLogins = event.kind === 'login-started' || event.kind === 'session-renewed'
    return isOfLogins && event.account === account && event.atMs <= atMs
  })
  return kind === 'death' && last?.kind === 'login-started'
}
