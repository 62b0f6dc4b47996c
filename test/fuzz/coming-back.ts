import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { arrivedOf } from '../../src/chats/arrived.ts'
import { ElementSplitter, NotAListError } from '../../src/exports/element-splitter.ts'
import { ownerIn, peopleIn } from '../../src/exports/exported-person.ts'
import { sendOnce } from '../../src/webhooks/send.ts'
import { near } from './near.ts'
import type { Target } from './targets.ts'

const UPDATES = [
  { message: { message_id: 1, date: 1, from: { id: 77 }, chat: { id: 77 }, text: '/check ada' } },
  { callback_query: { id: '1', from: { id: 77 }, data: 'sh:chk_1' } },
  { pre_checkout_query: { id: '1', from: { id: 77 }, currency: 'XTR', total_amount: 5 } },
  { message: { from: { id: 77 }, successful_payment: { total_amount: 5 } } },
  { my_chat_member: { from: { id: 77 }, new_chat_member: { status: 'kicked' } } },
]

/** What Telegram brings: kept as it is, with a number and a chat that a database can hold. */
const updates: Target = {
  name: 'updates',
  inputs: near(
    UPDATES.map((each, number) => JSON.stringify({ update_id: 9_000_000 + number, ...each })),
    ['"update_id":', '"from":', '"id":', 'null', '-1', '1e308', '9007199254740993', '[]', '{}'],
  ),
  check(input) {
    const update = jsonIn(input)
    const arrived = arrivedOf(update)
    if (arrived === null) return
    assert(Number.isSafeInteger(arrived.updateId))
    assert(arrived.chatId === null || Number.isSafeInteger(arrived.chatId))
    assert.equal(arrived.body, update)
  },
}

const EXPORTS = [
  JSON.stringify([
    { title: '', string_list_data: [{ href: 'https://www.instagram.com/ada', value: 'ada' }] },
    { title: 'ada', string_list_data: [{ timestamp: 1_700_000_000 }] },
  ]),
  JSON.stringify({ relationships_following: [{ title: 'ada', string_list_data: [] }] }),
  JSON.stringify({ profile_user: [{ string_map_data: { Username: { value: 'ada' } } }] }),
]

/** Instagram's own export: cut the same way in whatever pieces it comes, and full of names. */
const exported: Target = {
  name: 'exports',
  inputs: near(EXPORTS, [
    '"string_list_data":',
    '"title":',
    '"Username":{',
    '"value":"',
    '[{',
    '}]',
  ]),
  check(input) {
    const bytes = Buffer.from(input)
    const whole = entriesIn([bytes])
    const half = bytes.length >> 1
    assert.deepEqual(entriesIn([bytes.subarray(0, half), bytes.subarray(half)]), whole)
    for (const entry of whole ?? []) {
      for (const { username, sinceSeconds } of peopleIn(jsonIn(entry))) {
        assert.match(username, /^[a-z0-9._]{1,64}$/)
        assert(sinceSeconds === null || Number.isSafeInteger(sinceSeconds))
      }
    }
    assert.match(ownerIn(input) ?? 'ada', /^[a-z0-9._]{1,64}$/)
  },
}

/** The entries of a list that comes in pieces; null when it is none. */
function entriesIn(pieces: readonly Buffer[]): readonly string[] | null {
  const splitter = new ElementSplitter()
  try {
    const entries = pieces.flatMap((piece) => splitter.push(piece).map(String))
    splitter.end()
    return entries
  } catch (error) {
    if (error instanceof NotAListError) return null
    throw error
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

/** What a customer's program answers: a status is read from it, and nothing else is ever told. */
const answers: Target = {
  name: 'webhook-answers',
  inputs: near(
    [
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n\r\n',
      'HTTP/1.1 410 Gone\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 \r\nretry-after: 9\r\n\r\n',
    ],
    ['HTTP/1.1 ', '200', '999', '-1', '\r\n', 'content-length:', 'gzip', 'upgrade: h2c', ': '],
  ),
  async check(input) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(input, 'latin1'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      const url = `http://127.0.0.1:${port}/`
      const message = { id: 'msg_1', at: new Date(0), url, payload: '{}', secrets: [SECRET] }
      const reach = { allowsPrivate: true, lookup: async () => [] }
      const sent = await sendOnce(reach, message, new AbortController().signal)
      if (sent.kind === 'sent') assert(sent.status >= 200 && sent.status < 300)
      if (sent.kind === 'failed') {
        assert.match(sent.why, /^(it answers (\d+|with a redirect)|the connection failed(: \w+)?)$/)
      }
    } finally {
      server.close()
    }
  },
}

/** What comes from Telegram, from programs that were told, and out of archives. */
export const COMING_BACK: readonly Target[] = [updates, exported, answers]
