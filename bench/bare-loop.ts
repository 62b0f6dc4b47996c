import { Client } from 'undici'
import { z } from 'zod'
import type { SessionState } from '../src/instagram/cookies/session-state.ts'
import { readList, toRequest } from '../src/instagram/questions/operation.ts'
import type { Connect } from '../src/instagram/wire/connect.ts'
import { systemClock } from '../src/kernel/clock.ts'

/** A walk over a list: from its first page to its last. */
export type Walk = {
  /** Pages after the first one. */
  readonly pages: number
  readonly people: number
  readonly tookMs: number
}

const Body = z.object({ users: z.array(z.unknown()), next_max_id: z.string().optional() })

/**
 * Reads a followers list with a bare loop over one HTTP/2 connection: the same URLs, headers and
 * cookies as Evercheck, the body parsed as JSON, `next_max_id` followed. Nothing is judged or
 * saved.
 */
export async function bareLoop(
  connect: Connect,
  target: { readonly pk: string; readonly username: string },
  state: SessionState,
): Promise<Walk> {
  const client = new Client(`https://${connect.host}:${connect.port}`, {
    allowH2: true,
    connect: { ca: connect.ca, servername: 'www.instagram.com' },
  })
  const question = readList('followers', target.pk, target.username, null, 50)
  const request = toRequest(question, state, systemClock.now())
  const headers = { ...request.headers, host: 'www.instagram.com' }
  const url = new URL(request.url)
  try {
    let startedMs = 0
    let pages = -1
    let people = 0
    for (let more = true; more; ) {
      const path = `${url.pathname}${url.search}`
      const answer = await client.request({ method: 'GET', path, headers })
      if (answer.statusCode !== 200) throw new Error(`the bare loop got ${answer.statusCode}`)
      const body = Body.parse(await answer.body.json())
      if (startedMs === 0) startedMs = performance.now()
      pages += 1
      people += body.users.length
      more = body.next_max_id !== undefined
      url.searchParams.set('max_id', body.next_max_id ?? '')
    }
    return { pages, people, tookMs: performance.now() - startedMs }
  } finally {
    await client.destroy()
  }
}
