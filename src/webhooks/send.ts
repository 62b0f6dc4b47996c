import type { LookupFunction } from 'node:net'
import { Webhook as Signer } from 'standardwebhooks'
import { Agent, request } from 'undici'
import { parseWebhookUrl, type Reach, type Resolved, reachableAt } from './public-address.ts'
import { WebhookAddressError } from './webhook.ts'

/** What came of sending once. */
export type Sent =
  | { readonly kind: 'sent'; readonly status: number }
  /** It wants to hear no more (410). */
  | { readonly kind: 'gone'; readonly status: 410 }
  /** Not this time: `why` for the log; no words of the other side's but its status. */
  | { readonly kind: 'failed'; readonly status: number | null; readonly why: string }

/** So long the other side may take to answer. */
const ANSWER_MS = 15_000

/**
 * Posts a payload, signed with every secret that holds. The name is looked up once and the
 * connection is made to what was found; redirects are not followed; of the answer only the status
 * is read.
 */
export async function sendOnce(
  reach: Reach,
  message: {
    readonly id: string
    readonly at: Date
    readonly url: string
    readonly payload: string
    readonly secrets: readonly string[]
  },
  signal: AbortSignal,
): Promise<Sent> {
  const { id, at, payload, secrets } = message
  let agent: Agent | null = null
  try {
    const url = parseWebhookUrl(message.url, reach)
    const addresses = await reachableAt(url.hostname, reach)
    agent = agentFor(addresses)
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Evercheck-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets
          .map((secret) => new Signer(secret).sign(id, at, payload))
          .join(' '),
      },
      body: payload,
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    })
    // What it says is of no use, and may have no end.
    answer.body.on('error', () => undefined).destroy()
    return judged(answer.statusCode)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return { kind: 'failed', status: null, why: whyFailed(error) }
  } finally {
    await agent?.destroy().catch(() => undefined)
  }
}

function judged(status: number): Sent {
  if (status === 410) return { kind: 'gone', status }
  if (status >= 200 && status < 300) return { kind: 'sent', status }
  const why = status >= 300 && status < 400 ? 'it answers with a redirect' : `it answers ${status}`
  return { kind: 'failed', status, why }
}

/** Connects to these addresses, whatever its name leads to by now. */
function agentFor(addresses: readonly Resolved[]): Agent {
  const lookup: LookupFunction = (_hostname, options, found) => {
    const [first] = addresses
    if (options.all) found(null, [...addresses])
    else found(null, first?.address ?? '', first?.family ?? 4)
  }
  return new Agent({ connect: { lookup, timeout: ANSWER_MS }, pipelining: 0 })
}

function whyFailed(error: unknown): string {
  if (error instanceof WebhookAddressError) return error.message
  if (error instanceof Error && error.name === 'TimeoutError') return 'it does not answer in time'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === '' ? 'the connection failed' : `the connection failed: ${code}`
}
