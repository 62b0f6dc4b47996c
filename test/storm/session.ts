import { type PGlite, protocol } from '@electric-sql/pglite'
import pg from 'pg'

/** What a statement came to. */
export type Answered = {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly affected: bigint | undefined
  /** As it came over the wire. */
  readonly bytes: Uint8Array
}

type Prepared = { readonly name: string; readonly fields: readonly Field[] }
type Field = { readonly name: string; readonly read: (text: string) => unknown }
type Message = Parameters<Parameters<InstanceType<typeof protocol.Parser>['parse']>[1]>[0]

const { serialize } = protocol

/**
 * The one session of a PGlite, spoken to in the wire protocol: synchronous, so that nothing happens
 * beside it, and with every statement parsed once. Values go out and come in as with the driver of
 * production.
 */
export class Session {
  readonly #pglite: PGlite
  readonly #prepared = new Map<string, Prepared>()
  /** Called when a statement has brought a notification along. */
  onNotification: (channel: string) => void = () => undefined

  constructor(pglite: PGlite) {
    this.#pglite = pglite
  }

  /** Carries out one statement. @throws protocol.messages.DatabaseError */
  run(text: string, values: readonly unknown[] = []): Answered {
    const { name, fields } = this.#prepared.get(text) ?? this.#prepare(text)
    const answer = this.#pglite.execProtocolRawSync(bindAndExecute(name, values.map(asText)))
    const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
    const rows: Record<string, unknown>[] = []
    const rung = new Set<string>()
    let affected: bigint | undefined
    for (let at = 0; at < bytes.length; ) {
      const kind = bytes[at]
      const next = at + 1 + bytes.readInt32BE(at + 1)
      if (kind === DATA_ROW) rows.push(rowAt(bytes, at + 5, fields))
      else if (kind === COMPLETE) affected = affectedBy(bytes.toString('latin1', at + 5, next - 1))
      else if (kind === NOTIFICATION) rung.add(channelAt(bytes, at + 9))
      else if (kind === ERROR) throw errorIn(bytes)
      at = next
    }
    for (const channel of rung) this.onNotification(channel)
    return { rows, affected, bytes }
  }

  /** Carries out several statements that want nothing and give nothing. */
  script(text: string): void {
    const bytes = this.#pglite.execProtocolRawSync(serialize.query(text))
    for (const message of messagesIn(bytes)) if (message.name === 'error') throw message
  }

  #prepare(text: string): Prepared {
    const name = `s${this.#prepared.size}`
    const request = Buffer.concat([
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    ])
    let fields: readonly Field[] = []
    for (const message of messagesIn(this.#pglite.execProtocolRawSync(request))) {
      if (message.name === 'error') throw message
      if (isDescription(message)) {
        fields = message.fields.map((field) => {
          return { name: field.name, read: pg.types.getTypeParser(field.dataTypeID, 'text') }
        })
      }
    }
    const prepared = { name, fields }
    this.#prepared.set(text, prepared)
    return prepared
  }
}

function messagesIn(bytes: Uint8Array): readonly Message[] {
  const messages: Message[] = []
  new protocol.Parser().parse(bytes, (message) => messages.push(message))
  return messages
}

type Described = { readonly fields: readonly { name: string; dataTypeID: number }[] }

function isDescription(message: Message): message is Message & Described {
  return message.name === 'rowDescription'
}

/** Kinds of messages, by their first byte. */
const [DATA_ROW, COMPLETE, ERROR, NOTIFICATION] = ['D', 'C', 'E', 'A'].map((letter) =>
  letter.charCodeAt(0),
)

/** Behind the number of the session that notified: a text that ends with a zero. */
function channelAt(bytes: Buffer, start: number): string {
  return bytes.toString('latin1', start, bytes.indexOf(0, start))
}

function errorIn(bytes: Buffer): Error {
  const error = messagesIn(bytes).find(({ name }) => name === 'error')
  return error instanceof Error ? error : new Error('the database answered with an error')
}

/** Bind, Execute and Sync in one message: everything as text, the unnamed portal. */
function bindAndExecute(name: string, values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? 0 : Buffer.byteLength(value)))
  const body = lengths.reduce((sum, length) => sum + 4 + length, 0)
  const bindLength = 4 + 1 + name.length + 1 + 2 + 2 + body + 2
  const message = Buffer.allocUnsafe(1 + bindLength + 10 + 5)
  let at = message.write('B', 0)
  at = message.writeInt32BE(bindLength, at)
  at = message.writeInt8(0, at)
  at += message.write(`${name}\0`, at)
  at = message.writeInt16BE(0, at)
  at = message.writeInt16BE(values.length, at)
  for (const [index, value] of values.entries()) {
    at = message.writeInt32BE(value === null ? -1 : Number(lengths[index]), at)
    if (value !== null) at += message.write(value, at)
  }
  at = message.writeInt16BE(0, at)
  at += message.write('E\0\0\0\x09\0\0\0\0\0', at, 'latin1')
  message.write('S\0\0\0\x04', at, 'latin1')
  return message
}

function rowAt(bytes: Buffer, start: number, fields: readonly Field[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  let at = start + 2
  for (const field of fields) {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0) {
      row[field.name] = null
      continue
    }
    row[field.name] = field.read(bytes.toString('utf8', at, at + length))
    at += length
  }
  return row
}

/** `INSERT 0 3`, `UPDATE 2`, `SELECT 5`: the last word counts, where something was changed. */
function affectedBy(tag: string): bigint | undefined {
  const [, count] = /^(?:INSERT \d+|UPDATE|DELETE|MERGE) (\d+)/.exec(tag) ?? []
  return count === undefined ? undefined : BigInt(count)
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map(asElement).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function asElement(value: unknown): string {
  const text = asText(value)
  if (text === null) return 'NULL'
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
