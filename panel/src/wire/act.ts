import { ROUTES } from 'virtual:routes'
import { type AnswerOf, type AnyEndpoint, address, call, type Request } from './call.ts'
import { IS_DRAWING } from './drawn.ts'

/** Something that can be done, and the same for a terminal. */
export type Act<A = unknown> = {
  /** The endpoint that does it. */
  readonly id: string
  /** The request as `curl` makes it; whoever runs it puts a token in, and what is secret. */
  readonly curl: string
  /** Does it. @throws Refused, Unreachable */
  run(): Promise<A>
}

/** How an act is shown, and done once. */
export type Options<E extends AnyEndpoint> = {
  /** What is shown in place of a request that holds secrets. */
  readonly shown?: Request<E>
  /** The key under which it is done once, however often it is sent. */
  readonly once?: string
}

/** An act of the API. Everything that the panel does is one of these. */
export function act<E extends AnyEndpoint>(
  id: string,
  request: Request<E> = {},
  { shown, once }: Options<E> = {},
): Act<AnswerOf<E>> {
  return {
    id,
    curl: curlOf(id, shown ?? request, once),
    run: () => call<E>(id, request, once === undefined ? {} : { once }),
  }
}

/**
 * What only an operator may do is done with his session, everything else with a token. What the
 * page does once bears its key there, too: whoever pastes it twice has done it once.
 */
function curlOf(id: string, request: Request<AnyEndpoint>, once: string | undefined): string {
  const { method, path } = address(id, request)
  // What the server draws is no command yet.
  const { origin } = IS_DRAWING ? { origin: '' } : location
  const lines = [`curl -X ${method} ${quoted(origin + path)}`]
  if (ROUTES[id]?.[2] === 'operator') {
    lines.push('-b "__Host-evercheck=$EVERCHECK_SESSION"')
    lines.push(`-H ${quoted(`Origin: ${origin}`)} -H 'X-Evercheck: curl'`)
  } else {
    lines.push('-H "Authorization: Bearer $EVERCHECK_TOKEN"')
  }
  if (once !== undefined) lines.push(`-H 'Idempotency-Key: ${once}'`)
  if (request.body !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`)
    lines.push(`-d ${quoted(JSON.stringify(request.body))}`)
  }
  return lines.join(' \\\n  ')
}

/** For a shell, whatever stands in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
