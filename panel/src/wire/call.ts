import { ROUTES } from 'virtual:routes'
import type { Endpoint } from '../../../src/contract/endpoint.ts'
import type { Problem } from '../../../src/contract/problem.ts'
import { takeEarly } from './early.ts'
import { noteAnswer } from './line.ts'
import { noteVersion } from './newer.ts'
import { notePractice } from './practice.ts'
import { proved } from './prove.ts'
import { queryText } from './query-text.ts'
import { Refused, Unreachable } from './refused.ts'

/** What is known here of an endpoint: its types. */
export type AnyEndpoint = Pick<Endpoint, 'params' | 'query' | 'body' | 'answer'>
type In<T> = T extends { readonly _zod: { readonly input: infer I } } ? I : never
type Out<T> = T extends { readonly _zod: { readonly output: infer O } } ? O : never

/** What an endpoint answers. */
export type AnswerOf<E extends AnyEndpoint> = Out<E['answer']>

type Sparse<Q> = { readonly [K in keyof Q]: Q[K] | null | '' }

/** What an endpoint is asked with. */
export type Request<E extends AnyEndpoint> = {
  readonly params?: In<E['params']>
  /** What is null or empty is not sent. */
  readonly query?: Sparse<In<E['query']>>
  readonly body?: In<E['body']>
}

/** How a call is made: what ends it early, and the key under which it is made once. */
export type CallOptions = { readonly signal?: AbortSignal; readonly once?: string }

/**
 * Asks an endpoint of the contract and gives its answer.
 *
 * @throws Refused with the problem that the server described
 * @throws Unreachable when no answer of ours came
 */
export async function call<E extends AnyEndpoint>(
  id: string,
  request: Request<E> = {},
  options: CallOptions = {},
): Promise<AnswerOf<E>> {
  const { method, path } = address(id, request)
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
    // What a page of another origin cannot send without asking first.
    'x-evercheck': 'panel',
  }
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  if (options.once !== undefined) headers['idempotency-key'] = options.once
  const ask = async (): Promise<Response> => {
    const given = await send(path, {
      method,
      headers,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    noteVersion(given)
    // What stands in between answers as well, and knows nothing.
    noteAnswer(given.headers.has('evercheck-version'))
    notePractice(path, given)
    if (!given.ok) throw await refusal(given)
    return given
  }
  const answer = await ask().catch(async (error: unknown) => {
    // The same act again, once it is known who wants it.
    if (!(error instanceof Refused) || !(await proved(error))) throw error
    return ask()
  })
  // The server is of the same version as this page, or says so and the page asks to be reloaded.
  return (answer.status === 204 ? undefined : await answer.json()) as AnswerOf<E>
}

/** Method and address of a request. */
export function address<E extends AnyEndpoint>(
  id: string,
  { params, query }: Request<E>,
): { readonly method: string; readonly path: string } {
  const [method, template] = ROUTES[id] ?? unknownRoute(id)
  const values: Readonly<Record<string, unknown>> = { ...(params as object | undefined) }
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    return encodeURIComponent(String(values[name] ?? ''))
  })
  return { method, path: `/api/v1${path}${queryText((query as object | undefined) ?? {})}` }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const early = init.method === 'GET' ? takeEarly(path) : null
    return (
      (await early?.catch(() => null)) ??
      (await fetch(path, { ...init, credentials: 'same-origin' }))
    )
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    noteAnswer(false)
    throw new Unreachable()
  }
}

async function refusal(answer: Response): Promise<Error> {
  const text = await answer.text()
  try {
    const problem: Problem = JSON.parse(text)
    if (typeof problem.code === 'string') return new Refused(answer.status, problem)
  } catch {
    // Not ours: a proxy in between, or nothing at all.
  }
  return new Unreachable(answer.status)
}

function unknownRoute(id: string): never {
  throw new Error(`there is no endpoint ${id}`)
}
