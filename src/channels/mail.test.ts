import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { mailChannel } from './mail.ts'

const NOTICE = {
  id: 'ntc_1',
  at: new Date(0),
  change: 'test',
  rule: 'AlertDeliveryFailing',
  severity: 'info',
  alerts: [],
} as const

/** What sending comes to where a server does that with whoever connects. */
async function sendTo(behaves: (caller: Socket) => void, withinMs?: number) {
  const server = createServer((caller) => {
    caller.on('error', () => undefined)
    behaves(caller)
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const channel = mailChannel({
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    from: 'evercheck@example.com',
    reader: { language: 'en', zone: 'UTC' },
    ...(withinMs === undefined ? {} : { withinMs }),
  })
  const message = { id: 'dlv_1', target: 'ops@example.com', notice: NOTICE }
  return channel.send(message, new AbortController().signal)
}

test('a mail server that hangs up has cut the connection, whatever a library calls that', async () => {
  const sending = await sendTo((caller) => caller.destroy())
  expect(sending).toMatchObject({ kind: 'failed' })
  expect(JSON.stringify(sending)).not.toMatch(/ECONNECTION|ESOCKET/)
})

test('a mail server that goes on saying wait is given up in time', async () => {
  const sending = await sendTo((caller) => {
    const timer = setInterval(() => caller.write('220-wait a little\r\n'), 5)
    caller.on('close', () => clearInterval(timer))
  }, 100)
  expect(sending).toEqual({ kind: 'failed', why: { kind: 'late' }, retryMs: null })
})
