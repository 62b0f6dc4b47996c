import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { freePort } from '../postgres.ts'

/** What an operator puts in front of the service: the address that the world knows. */
export class Front implements AsyncDisposable {
  /** Where the service is to listen. */
  readonly listen: string
  /** So many answers more are lost on their way back. */
  losesAnswers = 0
  readonly #server = createServer((request, response) => {
    void this.#pass(request.url ?? '/', request).then(
      (status) => {
        if (status !== null) return response.writeHead(status).end()
        return request.socket.destroy()
      },
      () => response.writeHead(502).end(),
    )
  })

  private constructor(listen: string) {
    this.listen = listen
  }

  static async open(): Promise<Front> {
    const front = new Front(`127.0.0.1:${await freePort()}`)
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve))
    return front
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async #pass(
    path: string,
    request: NodeJS.ReadableStream & { headers: Readonly<Record<string, unknown>> },
  ): Promise<number | null> {
    const body = await text(request)
    const secret = request.headers['x-telegram-bot-api-secret-token']
    const answer = await fetch(`http://${this.listen}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(typeof secret === 'string' ? { 'x-telegram-bot-api-secret-token': secret } : {}),
      },
      body,
    })
    if (this.losesAnswers === 0) return answer.status
    this.losesAnswers -= 1
    return null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
