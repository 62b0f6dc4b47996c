import { createLogUpdate } from 'log-update'

/** Where words for people go: lines that stay, and one line at the end that changes. */
export type Terminal = {
  /** A line that stays. */
  say(line: string): void
  /** The line at the bottom; replaced by the next one. Not shown where nobody watches. */
  progress(line: string): void
  /** Takes the line at the bottom away. */
  clear(): void
}

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
  let shown = ''
  return {
    say(line) {
      bottom.clear()
      stream.write(`${line}\n`)
      if (shown !== '') bottom(shown)
    },
    progress(line) {
      shown = line
      bottom(line)
    },
    clear() {
      shown = ''
      bottom.clear()
    },
  }
}
