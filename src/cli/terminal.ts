import { createLogUpdate } from 'log-update'

/** Where words for people go: lines that stay, and one line at the end that changes. */
export type Terminal = {
  /** A line that stays. On a screen it breaks between words. */
  say(line: string): void
  /**
   * The line at the bottom, drawn for that many columns; replaced by the next one. Not shown where
   * nobody watches.
   */
  progress(draw: (columns: number) => string): void
  /** Takes the line at the bottom away: nothing else may be written to the screen before. */
  clear(): void
}

/** What a screen has that does not say how wide it is. */
const COLUMNS = 80

/** Back to the start of the line, and away with what stands there: a `^C` that was echoed. */
const LINE_ANEW = '\r\u001B[K'

/** A terminal on a stream: a moving bottom line on a screen, plain lines into a file or pipe. */
export function openTerminal(stream: NodeJS.WriteStream): Terminal {
  if (!stream.isTTY) {
    return {
      say: (line) => void stream.write(`${line}\n`),
      progress: () => undefined,
      clear: () => undefined,
    }
  }
  const bottom = createLogUpdate(stream)
  const columns = () => stream.columns || COLUMNS
  let shown: ((columns: number) => string) | null = null
  return {
    say(line) {
      bottom.clear()
      stream.write(`${LINE_ANEW}${wrapAtWords(line, columns())}\n`)
      if (shown !== null) bottom(shown(columns()))
    },
    progress(draw) {
      shown = draw
      bottom(draw(columns()))
    },
    clear() {
      if (shown === null) return
      shown = null
      bottom.clear()
      bottom.done()
    },
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
