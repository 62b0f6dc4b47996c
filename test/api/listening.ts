/** One message of a stream of server-sent events. */
export type Message = {
  readonly id: string
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape.
  readonly data: any
}

/** A client of server-sent events, as the standard has it: it keeps the last id it was told. */
export class Listening implements AsyncDisposable {
  readonly status: number
  readonly headers: Headers
  lastId: string
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | null
  readonly #stop: AbortController
  readonly #decoder = new TextDecoder()
  #text = ''

  static async open(
    url: string,
    { token, lastId = '' }: { readonly token: string; readonly lastId?: string },
  ): Promise<Listening> {
    const stop = new AbortController()
    const answer = await fetch(url, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastId === '' ? {} : { 'last-event-id': lastId }),
      },
      signal: stop.signal,
    })
    return new Listening(answer, stop, lastId)
  }

  private constructor(answer: Response, stop: AbortController, lastId: string) {
    this.status = answer.status
    this.headers = answer.headers
    this.lastId = lastId
    this.#stop = stop
    this.#reader = answer.body?.getReader() ?? null
  }

  /** The next message that says something; null at the end of the stream. */
  async next(): Promise<Message | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end < 0) {
        const read = await this.#reader?.read()
        if (!read || read.done) return null
        this.#text += this.#decoder.decode(read.value, { stream: true })
        continue
      }
      const block = this.#text.slice(0, end)
      this.#text = this.#text.slice(end + 2)
      const fields = new Map(
        block
          .split('\n')
          .map((line) => [line.split(': ', 1)[0] ?? '', line.replace(/^\w*: ?/, '')]),
      )
      this.lastId = fields.get('id') ?? this.lastId
      const data = fields.get('data')
      if (data === undefined || fields.get('event') === 'beat') continue
      return { id: this.lastId, event: fields.get('event') ?? 'message', data: JSON.parse(data) }
    }
  }

  /** The next messages until one of that kind, it included. @throws when the stream ends before */
  async until(event: string): Promise<readonly Message[]> {
    const heard: Message[] = []
    for (;;) {
      const message = await this.next()
      if (message === null) throw new Error(`the stream ended before ${event}`)
      heard.push(message)
      if (message.event === event) return heard
    }
  }

  /** The line is cut. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#reader?.cancel().catch(() => undefined)
  }
}
