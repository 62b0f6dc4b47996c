import type * as access from '../../../src/contract/auth-links.ts'
import type * as results from '../../../src/contract/results.ts'
import type { PeoplePage } from '../people/people-source.ts'
import type { AnswerOf } from '../wire/call.ts'

type Answer = AnswerOf<typeof results.checkResult>
/** What a check came to, without the names. */
export type Figures = Extract<Answer, { counts: unknown }>
export type ListName = keyof Figures['counts']
export type Shared = AnswerOf<typeof access.readShared>

/** The server said no, or nothing. */
export class Unread extends Error {
  override readonly name = 'Unread'
  readonly status: number | null
  readonly code: string | null

  constructor(status: number | null, code: string | null) {
    super(code ?? 'no answer')
    this.status = status
    this.code = code
  }
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

/** Asks the API as whoever the proof says. @throws Unread */
export async function ask<T>(
  proof: Proof,
  path: string,
  options: {
    readonly method?: 'DELETE'
    readonly signal?: AbortSignal
    readonly body?: unknown
    readonly once?: string
  } = {},
): Promise<T> {
  const { method, signal, body, once } = options
  let answer: Response
  try {
    answer = await fetch(`${API}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      ...(method === undefined ? {} : { method }),
      headers: {
        ...proof,
        accept: 'application/json',
        'accept-language': document.documentElement.lang,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(once === undefined ? {} : { 'idempotency-key': once }),
      },
      credentials: 'omit',
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unread(null, null)
  }
  if (!answer.ok) throw new Unread(answer.status, await codeOf(answer))
  return answer.status === 204 ? (undefined as T) : answer.json()
}

async function codeOf(answer: Response): Promise<string | null> {
  try {
    const { code } = await answer.json()
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}

/** What people are found by. */
export type Filter = {
  readonly q: string
  readonly private: boolean
  readonly verified: boolean
  readonly sort: 'name' | 'key' | null
}

/** A page of one list. */
export function peopleOf(
  proof: Proof,
  list: { readonly check: string; readonly name: ListName; readonly filter: Filter },
  place: { readonly after: string | null; readonly skip: number; readonly limit: number },
  signal: AbortSignal,
): Promise<PeoplePage> {
  const search = new URLSearchParams({ list: list.name, limit: String(place.limit) })
  if (place.after !== null) search.set('after', place.after)
  if (place.skip > 0) search.set('skip', String(place.skip))
  if (list.filter.q !== '') search.set('q', list.filter.q)
  if (list.filter.private) search.set('private', 'true')
  if (list.filter.verified) search.set('verified', 'true')
  if (list.filter.sort !== null) search.set('sort', list.filter.sort)
  return ask(proof, `/checks/${list.check}/result?${search}`, { signal })
}

/** Fetches a whole list as a file, and hands it to the browser. @throws Unread */
export async function download(
  proof: Proof,
  check: string,
  list: ListName,
  format: 'xlsx' | 'csv' | 'ndjson',
): Promise<void> {
  const csv = document.documentElement.lang === 'ru' ? 'semicolon' : 'comma'
  const search = new URLSearchParams({ list, format, ...(format === 'csv' ? { csv } : {}) })
  const answer = await fetch(`${API}/checks/${check}/result?${search}`, {
    headers: { ...proof, 'accept-language': document.documentElement.lang },
    credentials: 'omit',
  })
  if (!answer.ok) throw new Unread(answer.status, await codeOf(answer))
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = `${list}.${format}`
  link.click()
  URL.revokeObjectURL(url)
}
