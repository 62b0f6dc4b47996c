import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { bar } from './narrator.ts'
import { openOutput } from './output.ts'
import { openTerminal, wrapAtWords } from './terminal.ts'

/** A screen that stdout and stderr share, as far as our own sequences go. */
class Screen {
  readonly #lines: string[] = ['']
  #row = 0
  #column = 0

  /** What stands on it. */
  get text(): string {
    return this.#lines.join('\n')
  }

  stream(columns: number): NodeJS.WriteStream {
    const write = (chunk: Buffer, _: unknown, done: () => void) => {
      for (const [part] of String(chunk).matchAll(PARTS)) this.#draw(part)
      done()
    }
    // Nothing but this is asked of a terminal.
    const stream = Object.assign(new Writable({ write }), { isTTY: true, columns, rows: 40 })
    return stream as unknown as NodeJS.WriteStream
  }

  #draw(part: string): void {
    const line = this.#lines[this.#row] ?? ''
    if (part === '\n') this.#move(this.#row + 1, 0)
    else if (part === '\r' || part.endsWith('G')) this.#column = 0
    else if (part.endsWith('A')) this.#move(this.#row - 1, this.#column)
    else if (part === '\u001B[2K') this.#lines[this.#row] = ''
    else if (part.endsWith('K')) this.#lines[this.#row] = line.slice(0, this.#column)
    else if (!part.startsWith('\u001B')) {
      this.#lines[this.#row] = line.slice(0, this.#column) + part
      this.#column += part.length
    }
  }

  #move(row: number, column: number): void {
    this.#row = row
    this.#column = column
    this.#lines[row] ??= ''
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it is about
const PARTS = /\u001B\[[?\d;]*[A-Za-z]|[\r\n]|[^\u001B\r\n]+/g

const POSITION = { check: 'c', list: 'followers', pass: 1, fetched: 50, expected: 1000 } as const

describe('on a screen', () => {
  test('the result takes the place of the bar, and all its lines stay', () => {
    const screen = new Screen()
    const terminal = openTerminal(screen.stream(80))
    const output = openOutput(screen.stream(80), false, terminal)
    terminal.say('Checking @ada.example')
    terminal.progress((columns) => bar(POSITION, columns))
    expect(screen.text).toContain('50 of 1000')
    output.line('The check is parked.')
    output.line('Account keeper is challenged.')
    terminal.clear()
    expect(screen.text).toBe(
      'Checking @ada.example\nThe check is parked.\nAccount keeper is challenged.\n',
    )
  })

  test('the result as JSON takes the place of the bar as well', () => {
    const screen = new Screen()
    const terminal = openTerminal(screen.stream(80))
    terminal.progress((columns) => bar(POSITION, columns))
    openOutput(screen.stream(80), true, terminal).json({ status: 'busy' })
    terminal.clear()
    expect(screen.text).toBe('{"status":"busy"}\n')
  })

  test('a line that is said stands above the bar, in the place of an echoed ^C', () => {
    const screen = new Screen()
    const terminal = openTerminal(screen.stream(80))
    terminal.progress(() => 'the bar')
    screen.stream(80).write('^C')
    terminal.say('Session died')
    expect(screen.text).toBe('Session died\nthe bar\n')
  })

  test('a long line breaks between words', () => {
    const screen = new Screen()
    openTerminal(screen.stream(20)).say('Followers: 1663 of 1663, exact after one pass')
    expect(screen.text).toBe('Followers: 1663 of\n1663, exact after\none pass\n')
  })
})

test('a word that is longer than the line, and an indent, stay whole', () => {
  expect(wrapAtWords('Report: /a/very/long/path (and more)', 10)).toBe(
    'Report:\n/a/very/long/path\n(and more)',
  )
  expect(wrapAtWords('/a/very/long/path', 10)).toBe('/a/very/long/path')
  expect(wrapAtWords('   indented words', 10)).toBe('   indented\nwords')
})

test.each([20, 30, 40, 60, 80, 200])('the bar fits into %i columns', (columns) => {
  const lines = [
    bar(POSITION, columns),
    bar({ ...POSITION, pass: 2, fetched: 123_456, expected: 1_234_567 }, columns),
    bar({ ...POSITION, expected: null }, columns),
  ]
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(columns)
    expect(line).toContain('followers  ')
  }
})

test('the bar shrinks before its figures do, and is left out where it would say nothing', () => {
  const blocks = (columns: number) => bar(POSITION, columns).replace(/[^█░]/g, '').length
  expect([200, 60, 40, 30].map(blocks)).toEqual([30, 30, 12, 0])
  expect(bar(POSITION, 40)).toContain('50 of 1000  5 %')
})
