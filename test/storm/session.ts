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

  constructor(pglite: PGlite) {
    this.#pglite = pglite
  }

  /** Carries out one statement. @throws protocol.messages.DatabaseError */
  run(text: string, values: readonly unknown[] = []): Answered {
    const { name, fields } = this.#prepared.get(text) ?? this.#prepare(text)
    const request = Buffer.concat([
      serialize.bind({ statement: name, values: values.map(asText) }),
      serialize.execute({}),
      serialize.sync(),
    ])
    const bytes = this.#pglite.execProtocolRawSync(request)
    const rows: Record<string, unknown>[] = []
    let affected: bigint | undefined
    for (const message of messagesIn(bytes)) {
      if (message.name === 'error') throw message
      if (isRow(message)) rows.push(rowOf(fields, message.fields))
      if (isComplete(message)) affected = affectedBy(message.text)
    }
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

type Row = { readonly fields: readonly (string | null)[] }
type Described = { readonly fields: readonly { name: string; dataTypeID: number }[] }

function isRow(message: Message): message is Message & Row {
  return message.name === 'dataRow'
}

function isDescription(message: Message): message is Message & Described {
  return message.name === 'rowDescription'
}

function isComplete(message: Message): message is Message & { readonly text: string } {
  return message.name === 'commandComplete'
}

function rowOf(
  fields: readonly Field[],
  values: readonly (string | null)[],
): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const [at, field] of fields.entries()) {
    const value = values[at] ?? null
    row[field.name] = value === null ? null : field.read(value)
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
