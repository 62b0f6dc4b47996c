import { setTimeout as sleep } from 'node:timers/promises'
import createClient from 'openapi-fetch'
import type { paths } from './schema.d.ts'

// What somebody else writes who has nothing of ours but the description.

const { API: baseUrl = '', TOKEN = '', TARGET: target = '' } = process.env
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${TOKEN}` } })

const ordered = await client.POST('/api/v1/checks', { body: { target } })
if (!ordered.data) throw new Error(`not ordered: ${JSON.stringify(ordered.error)}`)
const path = { id: ordered.data.id }
for (;;) {
  const { data } = await client.GET('/api/v1/checks/{id}', { params: { path } })
  if (!data) throw new Error('the check is not there')
  if (data.pollAfterMs === null) break
  await sleep(Math.min(data.pollAfterMs, 200))
}
const query = { list: 'not-following-back', limit: 5 } as const
const { data } = await client.GET('/api/v1/checks/{id}/result', { params: { path, query } })
if (!data || typeof data === 'string' || !('items' in data)) throw new Error('no list was given')
if (data.items.length !== 5 || data.partial)
  throw new Error(`not the list: ${JSON.stringify(data)}`)
const refused = await client.GET('/api/v1/checks/{id}', {
  params: { path: { id: 'chk_0000000000000000' } },
})
if (refused.error?.code !== 'CHECK_UNKNOWN') throw new Error('a refusal has no code')
console.log(`@${target}: ${data.items.map(({ username }) => username).join(', ')}, …`)
