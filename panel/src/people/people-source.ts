import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type * as results from '../../../src/contract/results.ts'
import { type Language, numberIn } from '../../../src/words/language.ts'
import type { AnswerOf } from '../wire/call.ts'
import type { PeoplePlace } from '../wire/people-query.ts'

type Page = Extract<AnswerOf<typeof results.checkResult>, { items: unknown }>
/** Somebody in a list. */
export type Person = Page['items'][number]
/** A page of a list, and where the next one begins. */
export type PeoplePage = Pick<Page, 'items' | 'next' | 'sort'>

/** Asks for a page: what comes after a cursor, some of it passed over. */
export type LoadPage = (place: PeoplePlace, signal: AbortSignal) => Promise<PeoplePage>

const PAGE = 200
/** Pages that are kept: those around what is looked at. */
const PAGES_MAX = 120
/**
 * Whoever leaps about in a long list is asked for when he rests: the database has to pass over what
 * lies before, and goes on with that for those who have long gone elsewhere.
 */
const REST_MS = 100
/** Questions that are under way at once. */
const ASKED_MAX = 3
/** Whoever got no answer asks again after so long: what is drawn meanwhile would ask at once. */
const AGAIN_MS = 3000

/**
 * A long list, of which pages are known. It is walked with cursors; a jump goes from the nearest
 * cursor before and passes over what lies between.
 */
export class PeopleSource {
  readonly #load: LoadPage
  readonly #pages = new Map<number, readonly Person[]>()
  readonly #cursors = new Map<number, string | null>([[0, null]])
  readonly #asked = new Map<number, AbortController>()
  readonly #listeners = new Set<() => void>()
  #rest: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined
  #version = 0
  /** How many there are; a guess until the end was seen, where nobody has counted. */
  #count: number | null
  error: unknown = null
  /** How the list is sorted: long ones are not by name where nobody has said how. */
  sort: PeoplePage['sort'] | null = null

  constructor(load: LoadPage, count: number | null) {
    this.#load = load
    this.#count = count
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly version = (): number => this.#version

  /** How many rows the list has, as far as it is known. */
  get count(): number {
    if (this.#count !== null) return this.#count
    const last = Math.max(-1, ...this.#pages.keys())
    // One page more than is known: it is asked for when it comes into view.
    return last < 0 ? PAGE : (last + 1) * PAGE + 1
  }

  /** How many were found, with a mark where there may be more; null while nobody is known. */
  foundIn(language: Language): string | null {
    if (this.#count !== null) return numberIn(language, this.#count)
    const ends = [...this.#pages].map(([page, { length }]) => page * PAGE + length)
    return ends.length === 0 ? null : `${numberIn(language, Math.max(...ends))}+`
  }

  /** The person in a row; undefined while it is not known. */
  at(row: number): Person | undefined {
    return this.#pages.get(Math.floor(row / PAGE))?.[row % PAGE]
  }

  /** Makes sure that rows are known or asked for; what is out of sight is not waited for. */
  want(first: number, end: number): void {
    const from = Math.max(0, Math.floor(first / PAGE))
    const to = Math.floor(Math.max(0, end - 1) / PAGE)
    for (const [page, asked] of this.#asked) {
      if (page < from - 1 || page > to + 1) {
        asked.abort()
        this.#asked.delete(page)
      }
    }
    clearTimeout(this.#rest)
    const isLeap = !this.#pages.has(from) && !this.#cursors.has(from)
    if (isLeap) this.#rest = setTimeout(() => this.#askFor(from, to), REST_MS)
    else this.#askFor(from, to)
    this.#forget(from, to)
  }

  /** Asks for nobody any more: another list is looked at. */
  stop(): void {
    clearTimeout(this.#rest)
    clearTimeout(this.#again)
    this.#again = undefined
    for (const asked of this.#asked.values()) asked.abort()
    this.#asked.clear()
  }

  #askFor(from: number, to: number): void {
    if (this.#again !== undefined) return
    for (let page = from; page <= to && this.#asked.size < ASKED_MAX; page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#ask(page)
    }
  }

  async #ask(page: number): Promise<void> {
    const control = new AbortController()
    this.#asked.set(page, control)
    const from = Math.max(...[...this.#cursors.keys()].filter((known) => known <= page))
    const place = {
      after: this.#cursors.get(from) ?? null,
      skip: (page - from) * PAGE,
      limit: PAGE,
    }
    try {
      const { items, next, sort } = await this.#load(place, control.signal)
      this.#pages.set(page, items)
      this.sort = sort
      if (next !== null) this.#cursors.set(page + 1, next)
      else this.#count = page * PAGE + items.length
      this.error = null
    } catch (error) {
      if (control.signal.aborted) return
      this.error = error
      clearTimeout(this.#again)
      this.#again = setTimeout(() => {
        this.#again = undefined
        this.#tell()
      }, AGAIN_MS)
    } finally {
      if (this.#asked.get(page) === control) this.#asked.delete(page)
    }
    this.#tell()
  }

  #forget(from: number, to: number): void {
    if (this.#pages.size <= PAGES_MAX) return
    const middle = (from + to) / 2
    const far = [...this.#pages.keys()].sort(
      (one, other) => Math.abs(other - middle) - Math.abs(one - middle),
    )
    for (const page of far.slice(0, this.#pages.size - PAGES_MAX)) this.#pages.delete(page)
  }

  #tell(): void {
    this.#version += 1
    for (const listener of this.#listeners) listener()
  }
}

/** A list by its key: another key is another list. Whoever shows it hears of it: `useHeard`. */
export function usePeople(key: string, load: LoadPage, count: number | null): PeopleSource {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters
  const source = useMemo(() => new PeopleSource(load, count), [key, count])
  useEffect(() => () => source.stop(), [source])
  return source
}

/** Shows what a list says of itself, whenever it says something else. */
export function useHeard<T>(source: PeopleSource, read: (source: PeopleSource) => T): T {
  return useSyncExternalStore(source.subscribe, () => read(source))
}
