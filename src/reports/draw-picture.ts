import { createRequire } from 'node:module'
import type { SKRSContext2D } from '@napi-rs/canvas'
import { numberIn } from '../words/language.ts'
import { reportWords } from '../words/report-words.ts'
import type { Reader } from './reader.ts'
import { COLOURS } from './styles-xml.ts'
import type { Summary, SummaryList, SummaryTable } from './summary.ts'

type Canvas = typeof import('@napi-rs/canvas')

/** Wide enough for a phone's screen at its full sharpness, in pixels. */
const WIDTH = 1080
const MARGIN = 72
const RIGHT = WIDTH - MARGIN

const ROW = 104
const SAYS_SIZE = 26
const SAYS_LINE = 36

/**
 * Draws the summary as a picture (PNG). Null on a machine for which the library that draws has no
 * binary. The library stays in memory, with its fonts some 50 MB.
 */
export async function drawPicture(summary: Summary, reader: Reader): Promise<Uint8Array | null> {
  const canvas = await loadCanvas()
  if (canvas === null) return null
  // Drawn twice: how high it is, is known when the words have been set.
  const probe = canvas.createCanvas(WIDTH, 1)
  const height = draw(probe.getContext('2d'), summary, reader)
  const picture = canvas.createCanvas(WIDTH, height)
  const context = picture.getContext('2d')
  context.fillStyle = hex('white')
  context.fillRect(0, 0, WIDTH, height)
  draw(context, summary, reader)
  return await picture.encode('png')
}

/** Draws from the top, and returns how far down it came. */
function draw(context: SKRSContext2D, summary: Summary, reader: Reader): number {
  const pen = new Pen(context)
  pen.text(summary.title, { x: MARGIN, y: 110, size: 52, weight: 700 })
  pen.text(`@${summary.username}`, { x: MARGIN, y: 172, size: 36, weight: 600, colour: 'link' })
  let y = pen.words(summary.when, {
    x: MARGIN,
    y: 222,
    width: RIGHT - MARGIN,
    size: SAYS_SIZE,
    colour: 'inkSoft',
  })
  y = pen.words(summary.compared, {
    x: MARGIN,
    y,
    width: RIGHT - MARGIN,
    size: SAYS_SIZE,
    colour: 'inkSoft',
  })
  if (summary.remark !== null) {
    y = pen.note(summary.remark, y, 'bad')
  }
  y += 12
  for (const table of summary.tables) y = tableRow(pen, table, y, reader)
  y += 28
  for (const list of summary.lists) y = listNote(pen, list, y, reader)
  pen.text('Evercheck', { x: MARGIN, y: y + 44, size: 22, weight: 600, colour: 'inkSoft' })
  return y + 84
}

function tableRow(pen: Pen, table: SummaryTable, y: number, reader: Reader): number {
  const { count, countWords, share, name, says } = table
  const isKnown = count !== null
  const unknown = countWords === reportWords(reader.language).unknown
  pen.line(y)
  pen.text(name, { x: MARGIN, y: y + 48, size: 34, weight: 600 })
  const number = pen.text(countWords, {
    x: RIGHT,
    y: y + 50,
    size: isKnown ? 44 : 32,
    weight: unknown ? 400 : 700,
    align: 'right',
    colour: unknown ? 'inkSoft' : 'ink',
  })
  if (share !== null) {
    const part = new Intl.NumberFormat(reader.language, {
      style: 'percent',
      maximumFractionDigits: 1,
    })
    const words = `${part.format(share.part)} ${share.of}`
    pen.text(words, {
      x: RIGHT - number - 24,
      y: y + 48,
      size: SAYS_SIZE,
      align: 'right',
      colour: 'inkSoft',
    })
  }
  const end = pen.words(says, {
    x: MARGIN,
    y: y + 86,
    width: RIGHT - MARGIN,
    size: SAYS_SIZE,
    colour: 'inkSoft',
  })
  return Math.max(y + ROW, end - 8)
}

function listNote(pen: Pen, list: SummaryList, y: number, reader: Reader): number {
  const { name, read, inProfile, says, tone } = list
  const words = reportWords(reader.language)
  const known = (count: number | null, unknown: string): string =>
    count === null ? unknown : numberIn(reader.language, count)
  const tally = words.readOf(known(read, words.unknown), known(inProfile, words.unknown))
  const figures = read === null ? '' : ` (${tally})`
  return pen.note(`${name}${figures}: ${says.charAt(0).toLowerCase()}${says.slice(1)}`, y, tone)
}

type Colour = keyof typeof COLOURS

type TextOptions = {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly weight?: 400 | 600 | 700
  readonly colour?: Colour
  readonly align?: 'left' | 'right'
}

/** Sets words on a canvas. */
class Pen {
  readonly #context: SKRSContext2D

  constructor(context: SKRSContext2D) {
    this.#context = context
  }

  /** One line; returns its width. */
  text(text: string, options: TextOptions): number {
    const { x, y, size, weight = 400, colour = 'ink', align = 'left' } = options
    this.#context.font = font(size, weight)
    this.#context.fillStyle = hex(colour)
    this.#context.textAlign = align
    this.#context.fillText(text, x, y)
    return this.#context.measureText(text).width
  }

  /** As many lines as it takes; returns where the next one would stand. */
  words(text: string, options: TextOptions & { readonly width: number }): number {
    let y = options.y
    for (const line of this.#lines(text, options.size, options.width)) {
      this.text(line, { ...options, y })
      y += SAYS_LINE
    }
    return y
  }

  /** A coloured box with words in it; returns where the next one begins. */
  note(text: string, y: number, tone: 'good' | 'careful' | 'bad'): number {
    const width = RIGHT - MARGIN - 56
    const height = this.#lines(text, SAYS_SIZE, width).length * SAYS_LINE + 36
    this.#context.fillStyle = hex(`${tone}Soft`)
    this.#context.beginPath()
    this.#context.roundRect(MARGIN, y, RIGHT - MARGIN, height, 12)
    this.#context.fill()
    this.words(text, { x: MARGIN + 28, y: y + 46, width, size: SAYS_SIZE, colour: tone })
    return y + height + 16
  }

  line(y: number): void {
    this.#context.fillStyle = hex('line')
    this.#context.fillRect(MARGIN, y, RIGHT - MARGIN, 2)
  }

  #lines(text: string, size: number, width: number): readonly string[] {
    this.#context.font = font(size, 400)
    const lines: string[] = []
    let line = ''
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && this.#context.measureText(longer).width > width) {
        lines.push(line)
        line = word
      } else line = longer
    }
    return [...lines, line]
  }
}

function hex(colour: Colour): string {
  return `#${COLOURS[colour]}`
}

const ALPHABETS = ['latin', 'cyrillic'] as const
const WEIGHTS = [400, 600, 700] as const

function font(size: number, weight: number): string {
  const families = ALPHABETS.map((alphabet) => familyOf(alphabet, weight)).join(', ')
  return `${size}px ${families}`
}

function familyOf(alphabet: string, weight: number): string {
  return `"Report ${alphabet} ${weight}"`
}

let loaded: Promise<Canvas | null> | null = null

/** The library, with the fonts we bring along: a server has none. */
function loadCanvas(): Promise<Canvas | null> {
  loaded ??= import('@napi-rs/canvas').then(
    (canvas) => {
      const { resolve } = createRequire(import.meta.url)
      for (const weight of WEIGHTS) {
        for (const alphabet of ALPHABETS) {
          const file = resolve(`@fontsource/inter/files/inter-${alphabet}-${weight}-normal.woff2`)
          canvas.GlobalFonts.registerFromPath(file, familyOf(alphabet, weight).replaceAll('"', ''))
        }
      }
      return canvas
    },
    () => null,
  )
  return loaded
}
