import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** What the story came to, in numbers. */
export type Figures = {
  readonly followers: ListFigures
  readonly following: ListFigures
  /** Sessions that died while a check was using them. */
  readonly deaths: number
  /** Logins of the account: one per death, and the first. */
  readonly logins: number
  readonly loginsWhileThrottled: number
  /** Questions that Evercheck put to Instagram, pages of the browser not counted. */
  readonly requests: number
  /** Questions it would have put had nothing happened. */
  readonly requestsIdeal: number
  /** From the fatal answer to the next saved page: the median of all deaths. */
  readonly recoveryMs: number
  /** A login by the shortest script there is: the median of those between and after the deaths. */
  readonly bareLoginMs: number
}

/** One list against the truth, by pk. */
export type ListFigures = {
  readonly truth: number
  readonly saved: number
  readonly missing: number
  readonly extra: number
}

const Counters = z.object({ loginsWhileThrottled: z.number() })
const Sessions = z.object({ sessions: z.array(z.object({ username: z.string() })) })

/** The logins of an account that Instagram itself has counted, and all those while throttled. */
export function countedLogins(username: string, counters: unknown, sessions: unknown) {
  const { loginsWhileThrottled } = Counters.parse(counters)
  const all = Sessions.parse(sessions).sessions
  return {
    logins: all.filter((session) => session.username === username).length,
    loginsWhileThrottled,
  }
}

/** The middle one; of an even count, what lies between the middle two. 0 of nothing. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const half = (sorted.length - 1) / 2
  const [low = 0, high = 0] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]]
  return Math.round((low + high) / 2)
}

/** Compares a list as it was written into the report with the truth. */
export async function compareWithTruth(
  folder: string,
  list: 'followers' | 'following',
  truth: unknown,
): Promise<ListFigures> {
  const pks = new Set(z.object({ pks: z.array(z.string()) }).parse(truth).pks)
  const lines = (await readFile(join(folder, `${list}.csv`), 'utf8')).trim().split(/\r?\n/).slice(1)
  // The first number of a line, whatever marks it as one that spreadsheets keep whole.
  const saved = lines.map((line) => /\d+/.exec(line)?.[0] ?? '')
  const distinct = new Set(saved)
  const missing = [...pks].filter((pk) => !distinct.has(pk)).length
  // A person written twice is one too many.
  const extra = saved.length - [...distinct].filter((pk) => pks.has(pk)).length
  return { truth: pks.size, saved: saved.length, missing, extra }
}

const LogLine = z.object({ time: z.iso.datetime(), msg: z.string() })

/** Reads deaths, and how long each recovery took, out of the log that Evercheck has written. */
export async function recoveries(logFile: string): Promise<readonly number[]> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line !== '')
  const tookMs: number[] = []
  let suspectedAtMs: number | null = null
  let isDead = false
  for (const line of lines) {
    const { time, msg } = LogLine.parse(JSON.parse(line))
    if (msg === 'death-suspected') {
      suspectedAtMs = Date.parse(time)
      isDead = false
    }
    if (msg === 'session-died') isDead = true
    if (msg === 'page-saved' && isDead && suspectedAtMs !== null) {
      tookMs.push(Date.parse(time) - suspectedAtMs)
      isDead = false
    }
  }
  return tookMs
}
