import type { ListPosition } from '../checks/check-event.ts'
import type { Clock } from '../kernel/clock.ts'
import type { BusinessEvent } from '../telemetry/events.ts'
import { numberIn } from '../words/language.ts'
import { durationWords } from './durations.ts'

/** How far the reading of a check is. */
export type Reading = {
  readonly list: ListPosition['list']
  readonly pass: number
  readonly fetched: number
  readonly expected: number | null
  /** Since the command began. */
  readonly elapsedMs: number
  /** Until the end of this list; null while there is nothing to tell it by. */
  readonly leftMs: number | null
}

/** Follows the events of a check, and knows at any moment how far its reading is. */
export class ReadingProgress {
  readonly #clock: Clock
  readonly #beganMs: number
  #position: Pick<ListPosition, 'list' | 'pass' | 'fetched' | 'expected'> = {
    list: 'followers',
    pass: 1,
    fetched: 0,
    expected: null,
  }
  /** Where this stretch of reading began, for its speed. */
  #from: { readonly fetched: number; readonly atMs: number }

  constructor(clock: Clock) {
    this.#clock = clock
    this.#beganMs = clock.elapsedMs()
    this.#from = { fetched: 0, atMs: this.#beganMs }
  }

  /** Takes note of an event. */
  hear(event: BusinessEvent): void {
    if (event.kind === 'check-resumed') {
      const list = event.list === 'following' ? 'following' : 'followers'
      this.#position = { list, pass: 1, fetched: event.fetched, expected: null }
      this.#begin(event.fetched)
    }
    if (!('fetched' in event && 'pass' in event)) return
    const { list, pass, fetched, expected } = event
    if (list !== this.#position.list || pass !== this.#position.pass) this.#begin(0)
    this.#position = { list, pass, fetched, expected }
    // What comes next is the other list, from its start.
    if (event.kind === 'list-finished' && list === 'followers') {
      this.#position = { list: 'following', pass: 1, fetched: 0, expected: null }
      this.#begin(0)
    }
  }

  #begin(fetched: number): void {
    this.#from = { fetched, atMs: this.#clock.elapsedMs() }
  }

  /** How far it is now. */
  now(): Reading {
    const nowMs = this.#clock.elapsedMs()
    return { ...this.#position, elapsedMs: nowMs - this.#beganMs, leftMs: this.#leftMs(nowMs) }
  }

  #leftMs(nowMs: number): number | null {
    const { pass, fetched, expected } = this.#position
    const read = fetched - this.#from.fetched
    // A further pass finds few, and says nothing about how many it has yet to see.
    if (pass > 1 || expected === null || read <= 0 || fetched >= expected) return null
    return ((expected - fetched) / read) * (nowMs - this.#from.atMs)
  }
}

const BLOCKS_MAX = 30
/** A shorter bar says less than the figures beside it. */
const BLOCKS_MIN = 5

/** How far a list has been read, as one line of so many columns at the most. */
export function progressLine(reading: Reading, columns: number): string {
  for (const draw of WIDTHS) {
    const line = draw(partsOf(reading), columns)
    if (line !== null && line.length <= columns) return line
  }
  return ''
}

/** The parts of a line, each as short as it can be told. */
type Parts = {
  readonly list: string
  readonly ofTwo: string
  readonly figures: string
  readonly percent: string | null
  readonly pass: string | null
  readonly elapsed: string
  readonly left: string | null
  /** Of 1. */
  readonly part: number | null
}

function partsOf({ list, pass, fetched, expected, elapsedMs, leftMs }: Reading): Parts {
  const part = expected ? Math.min(1, fetched / expected) : null
  const read = numberIn('en', fetched)
  return {
    list,
    ofTwo: `list ${list === 'followers' ? 1 : 2} of 2`,
    figures: expected === null ? read : `${read} of ${numberIn('en', expected)}`,
    percent: part === null ? null : `${Math.floor(part * 100)} %`,
    pass: pass > 1 ? `pass ${pass}` : null,
    elapsed: `${durationWords(elapsedMs)} elapsed`,
    left: leftMs === null ? null : `${durationWords(leftMs)} left`,
    part,
  }
}

/** From the fullest line to the shortest. */
const WIDTHS: readonly ((parts: Parts, columns: number) => string | null)[] = [
  (parts, columns) => {
    const { figures, percent, pass, elapsed, left } = parts
    return withBar(
      parts,
      joined([figures, percent, pass, elapsed, left && `about ${left}`], ', '),
      columns,
    )
  },
  // The bar says the percentage.
  (parts, columns) => {
    const { figures, pass, elapsed, left } = parts
    return withBar(parts, joined([figures, pass, elapsed, left], ', '), columns)
  },
  ({ list, ofTwo, figures, percent, pass, elapsed, left }) =>
    `${list} (${ofTwo}): ${joined([figures, percent, pass, elapsed, left], ', ')}`,
  ({ list, figures, percent, pass, elapsed, left }) =>
    `${list} ${joined([figures, percent, pass, left ?? elapsed], ', ')}`,
  ({ list, figures, percent, pass }) => `${list} ${joined([figures, percent, pass], ', ')}`,
  ({ list, figures }) => `${list} ${figures}`,
  ({ figures }) => figures,
  ({ percent }) => percent,
]

function withBar({ list, ofTwo, part }: Parts, end: string, columns: number): string | null {
  const start = `${list} (${ofTwo})`
  const blocks = Math.min(BLOCKS_MAX, columns - start.length - end.length - 4)
  if (part === null || blocks < BLOCKS_MIN) return null
  const full = Math.round(part * blocks)
  return `${start}  ${'█'.repeat(full)}${'░'.repeat(blocks - full)}  ${end}`
}

function joined(parts: readonly (string | null)[], between: string): string {
  return parts.filter((part) => part !== null).join(between)
}
