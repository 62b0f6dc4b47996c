import type { IncomingMessage } from 'node:http'
import { bad } from './world.ts'

type Value = string | { readonly name: string; readonly bytes: Buffer }

/** The parameters of one call, however they came: query, JSON, form or multipart. */
export class Params {
  readonly #values: ReadonlyMap<string, unknown>

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values
  }

  static async read(request: IncomingMessage, url: URL): Promise<Params> {
    const values = new Map<string, unknown>(url.searchParams)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const type = request.headers['content-type'] ?? ''
    if (body.length === 0) return new Params(values)
    if (type.startsWith('application/json')) {
      const parsed = JSON.parse(body.toString('utf8')) as Record<string, unknown>
      for (const [name, value] of Object.entries(parsed))
        if (value !== null) values.set(name, value)
      return new Params(values)
    }
    const form = await new Response(body, { headers: { 'content-type': type } }).formData()
    for (const [name, value] of form) {
      if (typeof value === 'string') values.set(name, value)
      else values.set(name, { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) })
    }
    return new Params(values)
  }

  text(name: string): string | null {
    const value = this.#values.get(name)
    if (value === undefined) return null
    return typeof value === 'string' ? value : String(value)
  }

  number(name: string): number {
    const found = this.optionalNumber(name)
    if (found === null) throw bad(`${name} is empty`)
    return found
  }

  optionalNumber(name: string): number | null {
    const value = this.#values.get(name)
    if (value === undefined || value === '') return null
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw bad(`${name} must be a number`)
    return number
  }

  flag(name: string): boolean {
    return [true, 'true', '1'].includes(this.#values.get(name) as boolean | string)
  }

  /** What is an object: as such in JSON, as text in forms. */
  json(name: string): unknown {
    const value = this.#values.get(name)
    if (typeof value !== 'string') return value
    try {
      return JSON.parse(value)
    } catch {
      throw bad(`can't parse ${name} JSON object`)
    }
  }

  /** A file that came along, an id of one that did, or null. */
  file(name: string): Value | null {
    const value = this.#values.get(name)
    if (typeof value === 'string') return this.attached(value)
    if (typeof value === 'object' && value !== null && 'bytes' in value) return value as Value
    return null
  }

  /** What `attach://name` stands for; anything else is an id. */
  attached(text: string): Value | null {
    if (!text.startsWith('attach://')) return text === '' ? null : text
    return this.file(text.slice('attach://'.length))
  }

  without(name: string): Params {
    return new Params(new Map([...this.#values].filter(([key]) => key !== name)))
  }

  /** Everything but the bytes of files, for those who look at the calls. */
  shown(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      [...this.#values].map(([name, value]) => {
        if (typeof value !== 'object' || value === null || !('bytes' in value)) return [name, value]
        return [name, { name: 'name' in value ? value.name : null }]
      }),
    )
  }
}
