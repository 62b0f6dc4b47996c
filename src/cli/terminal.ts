import type { Environment } from '../config/env.ts'
import { type Clock, systemClock } from '../kernel/clock.ts'
import { BottomLine } from './bottom-line.ts'

/** Where words for people go: lines that stay, and one line at the end that changes. */
export type Terminal = {
  /** A line that stays. On a screen it breaks between words. */
  say(line: string): void
  /**
   * The line at the bottom, drawn for that many columns, now and every second, until it is replaced
   * or cleared. Where it cannot move it is said now and then.
   */
  progress(draw: (columns: number) => string): void
  /** Takes the line at the bottom away: nothing else may be written to the screen before. */
  clear(): void
}

/** What a screen has that does not say how wide it is. */
const COLUMNS = 80

/** How wide the lines of a stream may be. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY && stream.columns > 0 ? stream.columns : COLUMNS
}

/** Whether a stream is a screen on which what was written can be changed. */
export function canMove(stream: NodeJS.WriteStream, environment: Environment): boolean {
  return stream.isTTY && environment.TERM !== 'dumb'
}

const TICK_MS = 1000
/** In a file or a pipe, progress is said so often. */
const SAID_EVERY_MS = 30_000

/**
 * A terminal on a stream: a moving bottom line on a screen, plain lines into a file or pipe, and on
 * a screen that can move nothing (`TERM=dumb`). Nothing is ever coloured, as `NO_COLOR` asks.
 */
export function openTerminal(
  stream: NodeJS.WriteStream,
  environment: Environment,
  clock: Clock = systemClock,
): Terminal {
  const columns = () => columnsOf(stream)
  if (canMove(stream, environment)) return movingTerminal(stream, columns, clock)
  let saidAtMs: number | null = null
  return {
    say: (line) => void stream.write(`${stream.isTTY ? wrapAtWords(line, columns()) : line}\n`),
    progress(draw) {
      const nowMs = clock.elapsedMs()
      saidAtMs ??= nowMs
      if (nowMs - saidAtMs < SAID_EVERY_MS) return
      saidAtMs = nowMs
      stream.write(`${draw(columns())}\n`)
    },
    clear: () => undefined,
  }
}

/** For those who want to hear nothing but the result. */
export const SILENT_TERMINAL: Terminal = {
  say: () => undefined,
  progress: () => undefined,
  clear: () => undefined,
}

function movingTerminal(stream: NodeJS.WriteStream, columns: () => number, clock: Clock): Terminal {
  const bottom = new BottomLine(stream, columns)
  let shown: ((columns: number) => string) | null = null
  let ticking: AbortController | null = null
  const redraw = (): void => {
    if (shown !== null) bottom.show(shown(bottom.columns))
  }
  const stop = (): void => {
    ticking?.abort()
    ticking = null
    stream.off('resize', redraw)
  }
  return {
    say(line) {
      bottom.erase()
      stream.write(`${wrapAtWords(line, columns())}\n`)
      redraw()
    },
    progress(draw) {
      shown = draw
      redraw()
      if (ticking !== null) return
      ticking = new AbortController()
      stream.on('resize', redraw)
      void tick(clock, redraw, ticking.signal)
    },
    clear() {
      stop()
      if (shown === null) return
      shown = null
      bottom.erase()
    },
  }
}

/** Calls `redraw` every second until the abort. */
async function tick(clock: Clock, redraw: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(TICK_MS, signal).catch(() => undefined)
    if (!signal.aborted) redraw()
  }
}

/** Breaks lines that are too long between two words; a longer word stays whole. */
export function wrapAtWords(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = []
      let rest = line
      while (rest.length > columns) {
        const before = rest.lastIndexOf(' ', columns)
        // Blanks in front are an indent, and no place to break at.
        const isBreak = before > 0 && rest.slice(0, before).trim() !== ''
        const at = isBreak ? before : rest.indexOf(' ', columns)
        if (at < 0) break
        lines.push(rest.slice(0, at).trimEnd())
        rest = rest.slice(at).trimStart()
      }
      return [...lines, rest]
    })
    .join('\n')
}
