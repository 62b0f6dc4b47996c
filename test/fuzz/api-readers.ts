import assert from 'node:assert/strict'
import { digestOfRequest } from '../../src/access/idempotency.ts'
import { ENDPOINTS } from '../../src/contract/all.ts'
import { cursorText, parseCursor } from '../../src/events/event.ts'
import { isPublic, parseWebhookUrl } from '../../src/webhooks/public-address.ts'
import { WebhookAddressError } from '../../src/webhooks/webhook.ts'
import { SAMPLES } from '../api/samples.ts'
import { near } from './near.ts'
import type { Target } from './targets.ts'

const BODIES = Object.values(SAMPLES).flatMap(({ body }) =>
  body === undefined ? [] : [JSON.stringify(body)],
)

/** Bodies, as every endpoint reads them: refused or understood, and never anything else. */
const apiBodies: Target = {
  name: 'api-bodies',
  inputs: near(BODIES, ['"__proto__"', '"constructor"', 'null', '1e999', '\\u0000', '[', '{']),
  check(input) {
    let body: unknown
    try {
      body = JSON.parse(input)
    } catch {
      return
    }
    for (const endpoint of ENDPOINTS) {
      for (const schema of [endpoint.body, endpoint.params, endpoint.query]) {
        const read = schema.safeParse(body)
        if (!read.success) assert(read.error.issues.length > 0)
      }
    }
    // The same in another order of its fields is the same.
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      const turned = Object.fromEntries(Object.entries(body).reverse())
      assert.equal(digestOfRequest('x', body), digestOfRequest('x', turned))
    }
  },
}

/** Places to go on from: what is understood is what we say. */
const cursors: Target = {
  name: 'cursors',
  inputs: near(['753-12', '9223372036854775807-1', '0-0'], ['-', '9', '0x', ' ', '−']),
  check(input) {
    const cursor = parseCursor(input)
    if (cursor === null) return
    for (const number of [cursor.xid, cursor.id]) {
      const read = BigInt(number)
      assert(read >= 0n && read < 2n ** 63n, `${number} is no number of PostgreSQL's`)
    }
    assert.deepEqual(parseCursor(cursorText(cursor)), cursor)
  },
}

/** Addresses of webhooks: what is let in begins with https and holds no password. */
const webhookAddresses: Target = {
  name: 'webhook-addresses',
  inputs: near(
    [
      'https://hooks.example.com/x?y=1',
      'https://[::ffff:127.0.0.1]/',
      'https://0x7f.1/',
      'http://a/',
    ],
    ['@', '#', '\\', '%00', '[', ']', '..', '\t', 'https:', '127.0.0.1'],
  ),
  check(input) {
    try {
      const url = parseWebhookUrl(input, { allowsPrivate: false, lookup: async () => [] })
      assert.equal(url.protocol, 'https:')
      assert.equal(url.username + url.password + url.hash, '')
      if (isPublic(url.hostname)) assert(!url.hostname.startsWith('127.'))
    } catch (error) {
      if (!(error instanceof WebhookAddressError)) throw error
    }
  },
}

/** What comes in at the HTTP API. */
export const API_READERS: readonly Target[] = [apiBodies, cursors, webhookAddresses]
