import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What a receiver was sent. */
export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }

/** Somebody's program that hears of webhooks, on a real socket. */
export type Receiver = AsyncDisposable & {
  readonly url: string
  readonly received: readonly Received[]
  /** How it answers from now on. */
  answer(status: number, headers?: Readonly<Record<string, string>>): void
}

/** Starts to listen; it answers 204 until it is told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let answer: { status: number; headers: Readonly<Record<string, string>> } = {
    status: 204,
    headers: {},
  }
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) })
    response.writeHead(answer.status, answer.headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: (status, headers = {}) => {
      answer = { status, headers }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
