import type { Page, Response } from 'playwright-core'
import { cleanText } from '../wire/outside-text.ts'
import type { Answer, OutgoingRequest } from '../wire/transport.ts'
import type { IsolatedWorld } from './isolated-world.ts'
import { isInstagramsAnswer } from './request-reading.ts'

const BODY_CHARS_MAX = 8 * 1024 * 1024

/** Headers that a browser writes by itself: a script may not, and need not. */
const OF_THE_BROWSER = /^(accept-language|cookie|referer|user-agent|sec-.*|origin)$/

/**
 * Sends a question as a script of the page would, from a world in which no script of Instagram's
 * stands in the way, and gives its answer as the browser saw it: a redirect is not followed.
 */
export async function fetchInside(
  { page, world }: { readonly page: Page; readonly world: IsolatedWorld },
  request: OutgoingRequest,
  timeoutMs: number,
): Promise<Answer> {
  const { url } = request
  const headers = Object.entries(request.headers).filter(([name]) => !OF_THE_BROWSER.test(name))
  const answered = page.waitForResponse(
    (response) => response.url() === url && isInstagramsAnswer(response),
    { timeout: timeoutMs },
  )
  answered.catch(() => {})
  const referrer = request.headers.referer ?? ''
  const told = await world.run(askInside, { url, headers, referrer, timeoutMs })
  if (told !== null) {
    return { kind: 'no-answer', reason: told, detail: 'asked in the page', durationMs: 0 }
  }
  return answerOf(await answered)
}

async function answerOf(response: Response): Promise<Answer> {
  const all = await response.headersArray()
  const headers: Record<string, string> = {}
  for (const { name, value } of all) {
    const key = name.toLowerCase()
    if (key === 'set-cookie') continue
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  }
  const cookies = all.filter(({ name }) => name.toLowerCase() === 'set-cookie')
  const status = response.status()
  const isRedirect = status >= 300 && status < 400
  const body = isRedirect ? '' : await response.text().catch(() => '')
  if (body.length > BODY_CHARS_MAX) {
    return { kind: 'no-answer', reason: 'truncated', detail: 'too large', durationMs: 0 }
  }
  return {
    kind: 'answer',
    status,
    headers,
    // The browser gives several of one answer as lines of one header.
    setCookies: cookies.flatMap(({ value }) => value.split('\n')),
    location: headers.location === undefined ? null : cleanText(headers.location, 2000),
    body,
    protocol: 'h2',
    firstOnConnection: false,
    durationMs: 0,
  }
}

/** Runs inside the page, so it must not use anything from outside itself. */
async function askInside(given: {
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly referrer: string
  readonly timeoutMs: number
}): Promise<'timeout' | 'reset' | null> {
  const { url, headers, referrer, timeoutMs } = given
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(url, {
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      referrer,
      signal,
      credentials: 'include',
      redirect: 'manual',
      cache: 'no-store',
    } as RequestInit)
    // To its end, so that it can be read from outside.
    await answer.arrayBuffer()
    return null
  } catch {
    return signal.aborted ? 'timeout' : 'reset'
  }
}
