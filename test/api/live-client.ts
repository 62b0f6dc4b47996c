import { request } from 'node:http'
import { WebSocket } from 'undici'
import { FRAME_HEAD_BYTES } from '../../src/contract/dialogues.ts'
import type { Stage } from './stage.ts'

// What a program of somebody else's reads; what is not there fails the test.
// biome-ignore lint/suspicious/noExplicitAny: words of every kind are looked into.
type Word = any

/** A program that looks at a live view, as a browser does. */
export class LiveClient implements AsyncDisposable {
  readonly #socket: WebSocket
  readonly #words: Word[] = []
  readonly #pictures: Buffer[] = []
  readonly #closed = Promise.withResolvers<number>()
  #heard = Promise.withResolvers<void>()
  pictures = 0

  static async open(
    stage: Stage,
    id: string,
    headers: Record<string, string> = {},
  ): Promise<LiveClient> {
    const url = `${stage.url.replace(/^http/, 'ws')}/dialogues/${id}/live`
    const authorization = `Bearer ${stage.admin}`
    const client = new LiveClient(new WebSocket(url, { headers: { authorization, ...headers } }))
    await client.#opened()
    return client
  }

  /** What an upgrade is answered with that is not let through. */
  static refused(
    stage: Stage,
    id: string,
    headers: Record<string, string>,
  ): Promise<{ readonly status: number }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number }>()
    const asked = request(`${stage.url}/dialogues/${id}/live`, {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    })
    asked.once('response', (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0 })
    })
    asked.once('upgrade', (_answer, socket) => {
      socket.destroy()
      resolve({ status: 101 })
    })
    asked.once('error', reject)
    asked.end()
    return promise
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.#words.push(JSON.parse(data))
      else this.#pictures.push(Buffer.from(data as ArrayBuffer))
      if (typeof data !== 'string') this.pictures += 1
      this.#heard.resolve()
    })
    socket.addEventListener('close', ({ code }) => this.#closed.resolve(code))
  }

  async picture(): Promise<{ number: bigint; width: number; height: number; jpeg: Buffer }> {
    const message = await this.#next(() => this.#pictures.shift())
    return {
      number: message.readBigUInt64BE(0),
      width: message.readUInt32BE(8),
      height: message.readUInt32BE(12),
      jpeg: message.subarray(FRAME_HEAD_BYTES),
    }
  }

  /** What `of` finds in a word, in the order of their coming, as soon as it finds something. */
  async word(of: (word: Word) => unknown): Promise<unknown> {
    return this.#next(() => {
      while (this.#words.length > 0) {
        const found = of(this.#words.shift())
        if (found) return found
      }
      return undefined
    })
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  leave(): void {
    this.#socket.close()
  }

  /** With which number it was closed. */
  closed(): Promise<number> {
    return this.#closed.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave()
    await this.closed()
  }

  async #opened(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#socket.addEventListener('open', () => resolve())
    this.#socket.addEventListener('error', () => reject(new Error('it was not let through')))
    await promise
  }

  async #next<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      await this.#heard.promise
      this.#heard = Promise.withResolvers()
    }
  }
}
