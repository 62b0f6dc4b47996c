import type * as access from '../../../src/contract/auth-links.ts'
import type { Problem } from '../../../src/contract/problem.ts'
import type * as results from '../../../src/contract/results.ts'
import type { PeoplePage } from '../people/people-source.ts'
import type { AnswerOf } from '../wire/call.ts'
import { fileQuery, type PeopleFilter, type PeoplePlace, pageQuery } from '../wire/people-query.ts'
import { queryText } from '../wire/query-text.ts'

type Answer = AnswerOf<typeof results.checkResult>
/** What a check came to, without the names. */
export type Figures = Extract<Answer, { counts: unknown }>
export type ListName = keyof Figures['counts']
export type Format = 'xlsx' | 'csv' | 'ndjson'
export type Shared = AnswerOf<typeof access.readShared>

/** The server said no, or nothing. */
export class Unread extends Error {
  override readonly name = 'Unread'
  /** Null where nobody answered. */
  readonly status: number | null
  readonly code: string | null
  /** What it said of it, in the reader's language. */
  readonly said: string | null

  constructor(status: number | null, problem: Partial<Problem> = {}) {
    super(problem.code ?? 'no answer')
    this.status = status
    this.code = problem.code ?? null
    this.said = problem.detail ?? null
  }
}

/** What the server said of what it did not do; null where it said nothing, or nobody answered. */
export function saidOf(error: unknown): string | null {
  return error instanceof Unread ? error.said : null
}

/** Whoever puts a proxy in front lets the world reach one prefix, and nothing else. */
const API = location.pathname.startsWith('/public/') ? '/public/api/v1' : '/api/v1'

/** How the reader proves that the page is his: a link's secret, or Telegram's word. */
export type Proof = { readonly authorization: string }

/** Whether the reader is the customer himself, and not somebody who was shown a link. */
export function isCustomer({ authorization }: Proof): boolean {
  return authorization.startsWith('tma ')
}

/** What the address proves: a secret behind `#`, or what Telegram has put there. */
export function proofIn(place: Location): Proof | null {
  const fragment = place.hash.slice(1)
  if (fragment.startsWith('evl_')) return { authorization: `Bearer ${fragment}` }
  const initData = new URLSearchParams(fragment).get('tgWebAppData')
  return initData === null ? null : { authorization: `tma ${initData}` }
}

type Options = {
  readonly method?: 'DELETE'
  readonly signal?: AbortSignal
  readonly body?: unknown
  readonly once?: string
}

/** Asks the API as whoever the proof says. @throws Unread */
export async function ask<T>(proof: Proof, path: string, options: Options = {}): Promise<T> {
  const answer = await send(proof, path, options)
  return answer.status === 204 ? (undefined as T) : answer.json()
}

async function send(proof: Proof, path: string, options: Options): Promise<Response> {
  const { method, signal, body, once } = options
  let answer: Response
  try {
    answer = await fetch(`${API}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      ...(method === undefined ? {} : { method }),
      headers: {
        ...proof,
        'accept-language': document.documentElement.lang,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(once === undefined ? {} : { 'idempotency-key': once }),
      },
      credentials: 'omit',
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unread(null)
  }
  if (!answer.ok) throw await refusal(answer)
  return answer
}

async function refusal(answer: Response): Promise<Unread> {
  try {
    return new Unread(answer.status, await answer.json())
  } catch {
    return new Unread(answer.status)
  }
}

/** When a link ends, which it says itself; null for everybody else. */
export function endOf({ authorization }: Proof): Date | null {
  const seconds = /^Bearer evl_[^.]*\.(\d{10})\./.exec(authorization)?.[1]
  return seconds === undefined ? null : new Date(Number(seconds) * 1000)
}

/** A page of one list. @throws Unread */
export function peopleOf(
  proof: Proof,
  list: { readonly check: string; readonly name: ListName; readonly filter: PeopleFilter },
  place: PeoplePlace,
  signal: AbortSignal,
): Promise<PeoplePage> {
  const query = queryText(pageQuery(list.name, list.filter, place))
  return ask(proof, `/checks/${list.check}/result${query}`, { signal })
}

/** Whoever takes a file out of the browser has it after so long. */
const TAKEN_MS = 60_000

/** Fetches those of a list whom a filter finds as a file, for the browser. @throws Unread */
export async function download(
  proof: Proof,
  wanted: {
    readonly check: string
    readonly list: ListName
    readonly filter: PeopleFilter
    readonly format: Format
  },
): Promise<void> {
  const { check, list, filter, format } = wanted
  const query = fileQuery(list, filter, { format, language: document.documentElement.lang })
  const answer = await send(proof, `/checks/${check}/result${query}`, {})
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = nameIn(answer) ?? `${list}.${format}`
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS)
}

/** What the server calls the file. */
function nameIn({ headers }: Response): string | null {
  return /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? null
}
