import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import { durationWords } from './durations.ts'
import { openOutput } from './output.ts'
import { progressLine, type Reading } from './progress-line.ts'
import { openTerminal, type Terminal, wrapAtWords } from './terminal.ts'

/** A screen that stdout and stderr share, as far as our own sequences go. It breaks long lines. */
class Screen {
  #lines: string[] = ['']
  #row = 0
  #column = 0
  #columns: number
  readonly #streams: NodeJS.WriteStream[] = []

  constructor(columns = 80) {
    this.#columns = columns
  }

  /** What stands on it. */
  get text(): string {
    return this.#lines.join('\n')
  }

  stream(): NodeJS.WriteStream {
    const write = (chunk: Buffer, _: unknown, done: () => void) => {
      for (const [part] of String(chunk).matchAll(PARTS)) this.#draw(part)
      done()
    }
    // Nothing but this is asked of a terminal.
    const stream = Object.assign(new Writable({ write }), {
      isTTY: true,
      columns: this.#columns,
      rows: 40,
    }) as unknown as NodeJS.WriteStream
    this.#streams.push(stream)
    return stream
  }

  /** Becomes as wide as that, and breaks the lines that stand on it anew, as terminals do. */
  resize(columns: number): void {
    this.#columns = columns
    const cursorAtEnd = this.#row === this.#lines.length - 1
    this.#lines = this.#lines.flatMap(
      (line) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [''],
    )
    if (cursorAtEnd) {
      this.#row = this.#lines.length - 1
      this.#column = this.#lines.at(-1)?.length ?? 0
    }
    for (const stream of this.#streams) {
      Object.assign(stream, { columns })
      stream.emit('resize')
    }
  }

  #draw(part: string): void {
    if (part === '\n') this.#move(this.#row + 1, 0)
    else if (part === '\r') this.#column = 0
    else if (part.endsWith('A')) this.#move(this.#row - Number(part.slice(2, -1)), this.#column)
    else if (part === '\u001B[J') this.#eraseBelow()
    else if (part.startsWith('\u001B')) throw new Error(`unknown sequence ${JSON.stringify(part)}`)
    else for (const sign of part) this.#put(sign)
  }

  #put(sign: string): void {
    if (this.#column === this.#columns) this.#move(this.#row + 1, 0)
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column)
    this.#lines[this.#row] = line.slice(0, this.#column) + sign + line.slice(this.#column + 1)
    this.#column += 1
  }

  #eraseBelow(): void {
    this.#lines.length = this.#row + 1
    this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column)
  }

  #move(row: number, column: number): void {
    this.#row = row
    this.#column = column
    this.#lines[row] ??= ''
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it is about
const PARTS = /\u001B\[[?\d;]*[A-Za-z]|[\r\n]|[^\u001B\r\n]+/g

const READING: Reading = {
  list: 'followers',
  pass: 1,
  fetched: 728,
  expected: 1663,
  elapsedMs: 130_000,
  leftMs: 190_000,
}

/** A clock by which no second ever passes. */
class StandingClock extends ManualClock {
  override sleep(_: number, signal?: AbortSignal): Promise<void> {
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
  }
}

function opened(stream: NodeJS.WriteStream, environment = {}): Terminal {
  return openTerminal(stream, environment, new StandingClock(new Date('2026-01-01T00:00:00Z')))
}

describe('on a screen', () => {
  test('the result takes the place of the bar, and all its lines stay', () => {
    const screen = new Screen()
    const terminal = opened(screen.stream())
    const output = openOutput(screen.stream(), false, terminal, {})
    terminal.say('Checking @ada.example')
    terminal.progress((columns) => progressLine(READING, columns))
    expect(screen.text).toContain('728 of 1,663')
    output.line('The check is parked.')
    output.line('Account keeper is challenged.')
    terminal.clear()
    expect(screen.text).toBe(
      'Checking @ada.example\nThe check is parked.\nAccount keeper is challenged.\n',
    )
  })

  test('the result as JSON takes the place of the bar as well', () => {
    const screen = new Screen()
    const terminal = opened(screen.stream())
    terminal.progress((columns) => progressLine(READING, columns))
    openOutput(screen.stream(), true, terminal, {}).json({ status: 'busy' })
    terminal.clear()
    expect(screen.text).toBe('{"status":"busy"}\n')
  })

  test.each([20, 40, 80, 120])(
    'of %i columns, a line that is said stands above the bar, in the place of a ^C',
    (columns) => {
      const screen = new Screen(columns)
      const terminal = opened(screen.stream())
      terminal.progress((width) => progressLine(READING, width))
      screen.stream().write('^C')
      terminal.say('Session died')
      const [said, bar, ...more] = screen.text.split('\n')
      expect([said, more]).toEqual(['Session died', []])
      expect(bar).toMatch(/728 of 1,663/)
      terminal.clear()
      expect(screen.text).toBe('Session died\n')
    },
  )

  test('a long line breaks between words', () => {
    const screen = new Screen(20)
    opened(screen.stream()).say('Followers: 1663 of 1663, exact after one pass')
    expect(screen.text).toBe('Followers: 1663 of\n1663, exact after\none pass\n')
  })

  test.each([79, 60, 40, 30, 20])(
    'that becomes %i columns wide, nothing of the bar is left',
    (to) => {
      const screen = new Screen(120)
      const terminal = opened(screen.stream())
      terminal.say('Checking @ada.example')
      terminal.progress((columns) => progressLine(READING, columns))
      screen.resize(to)
      const lines = screen.text.split('\n')
      expect(lines.filter((line) => line.includes('of 1,663'))).toHaveLength(1)
      terminal.clear()
      expect(screen.text).toBe(wrapHard('Checking @ada.example', to))
    },
  )

  test('that says it has 0 columns is taken for one of 80', () => {
    const screen = new Screen()
    const stream = screen.stream()
    Object.assign(stream, { columns: 0 })
    const terminal = opened(stream)
    terminal.progress((columns) => progressLine(READING, columns))
    terminal.say('Session died')
    expect(screen.text.split('\n')).toHaveLength(2)
  })

  test('the bar is drawn anew every second, also before the first page', async () => {
    const screen = new Screen()
    const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
    const terminal = openTerminal(screen.stream(), {}, clock)
    let drawn = 0
    await new Promise<void>((resolve) => {
      terminal.progress(() => {
        drawn += 1
        if (drawn === 3) {
          terminal.clear()
          resolve()
        }
        return `drawn ${drawn} times`
      })
    })
    expect(clock.elapsedMs()).toBe(Date.parse('2026-01-01T00:00:02Z'))
  })
})

test.each([
  ['of a dumb screen', { TERM: 'dumb' }, true],
  ['of a pipe', {}, false],
])('on the lines %s nothing moves, and progress is said now and then', (_, environment, isTTY) => {
  let written = ''
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    written += String(chunk)
    done()
  }
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'))
  const stream = Object.assign(new Writable({ write }), { isTTY, columns: 80 })
  const terminal = openTerminal(stream as unknown as NodeJS.WriteStream, environment, clock)
  const output = openOutput(stream as unknown as NodeJS.WriteStream, false, terminal, environment)
  terminal.say('Checking @ada.example')
  for (let second = 0; second < 65; second++) {
    terminal.progress((columns) => progressLine({ ...READING, fetched: second * 10 }, columns))
    clock.advance(1000)
  }
  for (const word of ['The result', 'The next one']) {
    output.wipe()
    output.line(word)
  }
  terminal.clear()
  const lines = written.trimEnd().split('\n')
  expect(lines).toEqual([
    'Checking @ada.example',
    expect.stringContaining('300 of 1,663'),
    expect.stringContaining('600 of 1,663'),
    'The result',
    '',
    'The next one',
  ])
  expect(written).not.toContain('\u001B')
})

test('a word that is longer than the line, and an indent, stay whole', () => {
  expect(wrapAtWords('Report: /a/very/long/path (and more)', 10)).toBe(
    'Report:\n/a/very/long/path\n(and more)',
  )
  expect(wrapAtWords('/a/very/long/path', 10)).toBe('/a/very/long/path')
  expect(wrapAtWords('   indented words', 10)).toBe('   indented\nwords')
})

test.each([
  [
    120,
    'followers (list 1 of 2)  █████████████░░░░░░░░░░░░░░░░░  728 of 1,663, 43 %, 2 min elapsed, about 3 min left',
  ],
  [80, 'followers (list 1 of 2)  ██████░░░░░░░░  728 of 1,663, 2 min elapsed, 3 min left'],
  [60, 'followers 728 of 1,663, 43 %, 3 min left'],
  [40, 'followers 728 of 1,663, 43 %, 3 min left'],
  [30, 'followers 728 of 1,663, 43 %'],
  [20, '728 of 1,663'],
  [8, '43 %'],
  [1, ''],
])('in %i columns it is said: %s', (columns, line) => {
  expect(progressLine(READING, columns)).toBe(line)
})

test.each([20, 30, 40, 60, 80, 200])(
  'the line fits into %i columns, whatever it says',
  (columns) => {
    const readings: readonly Partial<Reading>[] = [
      {},
      { pass: 2, fetched: 123_456, expected: 1_234_567, leftMs: null },
      { expected: null, leftMs: null },
      { list: 'following', fetched: 0, expected: null, leftMs: null, elapsedMs: 0 },
      { leftMs: 200 * 3_600_000, elapsedMs: 50 * 3_600_000 },
    ]
    for (const reading of readings) {
      const line = progressLine({ ...READING, ...reading }, columns)
      expect(line.length).toBeLessThanOrEqual(columns)
      expect(line).not.toBe('')
    }
  },
)

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [59.6 * 60_000, '1 h'],
  [125 * 60_000, '2 h 5 min'],
  [76 * 3_600_000, '3 d 4 h'],
])('%i ms are said as %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})

/** As a terminal breaks a line that stands on it, and the empty line below. */
function wrapHard(line: string, columns: number): string {
  return `${(line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).join('\n')}\n`
}
