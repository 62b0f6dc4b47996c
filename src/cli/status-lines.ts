import { dayIn, numberIn, timeIn } from '../words/language.ts'
import { durationWords } from './durations.ts'
import { wrapAtWords } from './terminal.ts'

/** An account, as status shows it. */
export type AccountRow = {
  readonly account: string
  readonly standing: string
  readonly why: string | null
  /** Of its session, in milliseconds and in whole hours; null when it has none. */
  readonly ageMs: number | null
  readonly ageHours: number | null
  /** Whether one is there that has to answer before it is used. */
  readonly isUntested: boolean
  readonly died: boolean
  readonly lastVerifiedAt: Date | null
  readonly nextRefreshAt: Date | null
  readonly lastError: string | null
  /** Logins after a death, and renewals before one, of the last seven days. */
  readonly reactive: Tally
  readonly proactive: Tally
  /** Renewals of all kinds, and checks that it has read last, of the last seven days. */
  readonly refreshes: Tally
  readonly checks: Tally
}

type Tally = { readonly attempts: number; readonly successes: number }

/** A check, as status shows it. */
export type CheckRow = {
  readonly target: string
  readonly state: string
  /** How it stands, in the word for people. */
  readonly stands: string
  readonly why: string | null
  /** Its place in line, from 1; null when it does not wait. */
  readonly place: number | null
  readonly parkedUntil: Date | null
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  readonly followers: ListRow
  readonly following: ListRow
}

/** How far a list is. */
export type ListRow = {
  readonly expected: number | null
  readonly collected: number
  readonly confidence: string | null
  /** What it takes at the usual pace; null where that is not known, or the check is not read. */
  readonly leftMs: number | null
}

/** For whom the lines are made. */
export type View = { readonly columns: number; readonly zone: string }

/** Longer lines are hard to read, on however wide a screen. */
const COLUMNS_MAX = 80

/** What `evercheck status` says: a paragraph per account, and one per check. */
export function statusLines(
  rows: { readonly sessions: readonly AccountRow[]; readonly checks: readonly CheckRow[] },
  { columns, zone }: View,
): readonly string[] {
  const width = Math.min(columns, COLUMNS_MAX)
  const { sessions, checks } = rows
  const accounts = sessions.flatMap((row) => accountLines(row, zone))
  const orders = checks.flatMap((row) => checkLines(row, zone))
  return [
    ...(accounts.length === 0 ? ['There are no accounts.'] : ['Accounts', ...accounts]),
    '',
    ...(orders.length === 0 ? ['There are no checks.'] : ['Checks, the newest first', ...orders]),
  ].flatMap((line) => hanging(line, width))
}

function accountLines(row: AccountRow, zone: string): readonly string[] {
  const { account, standing, why, lastError, reactive, proactive, checks } = row
  const tallies = [
    ...(reactive.attempts === 0 ? [] : [`${tally(reactive)} after a death`]),
    ...(proactive.attempts === 0 ? [] : [`${tally(proactive)} before one`]),
  ]
  return [
    `  ${account} is ${standing}${why === null ? '' : `: ${why}`}`,
    `    session: ${sessionWords(row, zone)}`,
    ...(tallies.length === 0 ? [] : [`    logins in the last 7 days: ${tallies.join(', ')}`]),
    ...(checks.attempts === 0 ? [] : [`    checks in the last 7 days: ${tally(checks)}`]),
    ...(lastError === null ? [] : [`    last error: ${lastError}`]),
  ]
}

function tally({ successes, attempts }: Tally): string {
  return `${successes} of ${attempts} succeeded`
}

function sessionWords(row: AccountRow, zone: string): string {
  const { ageMs, isUntested, died, lastVerifiedAt, nextRefreshAt } = row
  if (ageMs === null) return isUntested ? 'tested before it is used' : 'none yet'
  const parts = [
    `${durationWords(ageMs)} old`,
    died ? 'dead' : null,
    lastVerifiedAt && `answered last ${timeIn('en', lastVerifiedAt, zone)}`,
    nextRefreshAt && `due for renewal ${timeIn('en', nextRefreshAt, zone)}`,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

function checkLines(row: CheckRow, zone: string): readonly string[] {
  const lists = [
    `    followers: ${listWords(row.followers)}`,
    `    following: ${listWords(row.following)}`,
  ]
  return [`  @${row.target}: ${standsWords(row, zone)}`, ...lists]
}

function standsWords(row: CheckRow, zone: string): string {
  const { state, stands, why, place, parkedUntil, startedAt, finishedAt } = row
  const said = why === null ? '' : `: ${why}`
  if (finishedAt !== null) return `${stands} on ${timeIn('en', finishedAt, zone)}${said}`
  if (state === 'parked' && parkedUntil !== null) {
    return `parked until ${timeIn('en', parkedUntil, zone)}${said}`
  }
  const begun = startedAt === null ? '' : `, begun on ${dayIn('en', startedAt, zone)}`
  const inLine = place === null ? '' : `, place ${numberIn('en', place)} in line`
  return `${stands}${inLine}${begun}${said}`
}

function listWords({ expected, collected, confidence, leftMs }: ListRow): string {
  if (expected === null && collected === 0) return 'not begun'
  const read = numberIn('en', collected)
  if (expected === null) return `${read} read`
  const percent = expected === 0 ? 100 : Math.floor(Math.min(1, collected / expected) * 100)
  const left = leftMs === null ? '' : `, about ${durationWords(leftMs)} left`
  const complete = confidence === null ? '' : `, ${confidence}`
  return `${read} of ${numberIn('en', expected)} read (${percent} %)${complete}${left}`
}

/** A line that is broken goes on two columns further in than it began. */
function hanging(line: string, width: number): readonly string[] {
  const indent = line.length - line.trimStart().length
  const [first = '', ...rest] = wrapAtWords(line, width).split('\n')
  const inner = ' '.repeat(indent + 2)
  const more =
    rest.length === 0 ? [] : wrapAtWords(rest.join(' '), width - inner.length).split('\n')
  return [first, ...more.map((each) => inner + each)]
}
