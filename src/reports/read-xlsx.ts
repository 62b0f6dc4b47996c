import { strict as assert } from 'node:assert'
import { readFile } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'

/** A sheet as it was read back: the value of each cell, in rows; an empty cell is null. */
export type ReadSheet = {
  readonly name: string
  readonly rows: (string | number | boolean | null)[][]
  readonly xml: string
}

/**
 * Reads a workbook back, for tests: a second, strict look at the format that shares nothing with
 * the writer. It fails on a wrong checksum, on XML that is not well-formed, and on formulas.
 */
export async function readXlsx(file: string): Promise<ReadSheet[]> {
  const parts = readZip(await readFile(file))
  const part = (path: string): string => {
    const xml = parts.get(path)
    assert(xml !== undefined, `the workbook has no ${path}`)
    return xml
  }
  const targets = new Map<string, string>()
  for (const element of elements(part('xl/_rels/workbook.xml.rels'), 'Relationship')) {
    targets.set(element.attributes.Id ?? '', `xl/${element.attributes.Target}`)
  }
  const types = elements(part('[Content_Types].xml'), 'Override')
  return elements(part('xl/workbook.xml'), 'sheet').map(({ attributes }) => {
    const path = targets.get(attributes['r:id'] ?? '') ?? ''
    const typed = types.some((type) => type.attributes.PartName === `/${path}`)
    assert(typed, `${path} has no content type`)
    const xml = part(path)
    return { name: attributes.name ?? '', rows: readRows(xml), xml }
  })
}

function readZip(bytes: Buffer): Map<string, string> {
  const parts = new Map<string, string>()
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  assert(end >= 0, 'no archive')
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50)
    const [nameLength, extraLength] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30)]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = inflateRawSync(bytes.subarray(from, from + bytes.readUInt32LE(at + 20)))
    assert.equal(crc32(content), bytes.readUInt32LE(at + 16), `${name} has a wrong checksum`)
    assert(!parts.has(name), `${name} is there twice`)
    parts.set(name, content.toString('utf8'))
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32)
  }
  return parts
}

type Element = { readonly attributes: Record<string, string>; readonly content: string }

/** All elements of one name, with what stands inside them. Elements of a name never nest here. */
function elements(xml: string, name: string): Element[] {
  assertWellFormed(xml)
  const found = xml.matchAll(new RegExp(`<${name}((?: [^<>]*?)?)(?:/>|>(.*?)</${name}>)`, 'gs'))
  return Array.from(found, ([, attributes = '', content = '']) => ({
    attributes: Object.fromEntries(
      Array.from(attributes.matchAll(/ ([\w:]+)="([^"]*)"/g), ([, key = '', value = '']) => {
        return [key, decode(value)]
      }),
    ),
    content,
  }))
}

function assertWellFormed(xml: string): void {
  const open: string[] = []
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8" standalone="yes"\?>\n/, '')
  const tokens = body.match(/<\/?[\w:]+(?: [\w:]+="[^"<>]*")*\/?>|[^<>]+/g) ?? []
  assert.equal(tokens.join(''), body, 'there are stray angle brackets')
  for (const token of tokens) {
    assert(!/&(?!(?:amp|lt|gt|quot);)/.test(token), 'there is a stray ampersand')
    assert(!/[[\p{Cc}\ufffe\uffff]--[\t\n]]/v.test(token), 'there is a control character')
    const name = /^<\/?([\w:]+)/.exec(token)?.[1]
    if (token.startsWith('</')) assert.equal(open.pop(), name)
    else if (name !== undefined && !token.endsWith('/>')) open.push(name)
  }
  assert.deepEqual(open, [])
}

function readRows(xml: string): ReadSheet['rows'] {
  assert(!xml.includes('<f'), 'there is a formula')
  return elements(xml, 'row').map((row, index) => {
    assert.equal(row.attributes.r, String(index + 1))
    const cells: ReadSheet['rows'][number] = []
    for (const { attributes, content } of elements(row.content, 'c')) {
      const column = (attributes.r ?? '').charCodeAt(0) - 65
      while (cells.length < column) cells.push(null)
      cells.push(cellValue(attributes.t, content))
    }
    return cells
  })
}

function cellValue(type: string | undefined, content: string): string | number | boolean {
  const value = /^<v>([^<]*)<\/v>$/.exec(content)?.[1]
  if (type === 'b') return value === '1'
  if (type === undefined) return Number(value)
  assert.equal(type, 'inlineStr')
  const [, space, text] = /^<is><t( xml:space="preserve")?>([^<]*)<\/t><\/is>$/.exec(content) ?? []
  assert(text !== undefined, 'a text cell without text')
  // Without that mark a reader drops the white space around a text.
  return decodeMarks(decode(space === undefined ? text.trim() : text))
}

function decode(text: string): string {
  const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return text.replace(/&(\w+);/g, (_, sign: string) => signs[sign] ?? '')
}

function decodeMarks(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16))
  })
}
