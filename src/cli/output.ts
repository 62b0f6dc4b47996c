import type { Environment } from '../config/env.ts'
import { canMove, columnsOf, openTerminal, type Terminal } from './terminal.ts'

/** What a command has to say at its end, for people or for scripts. */
export type Output = {
  /** A line for people; not printed with `--json`. */
  line(text: string): void
  /** The one JSON object for scripts; printed only with `--json`, as the last line of stdout. */
  json(value: unknown): void
  /** Begins anew at the top of an empty screen; leaves a line empty where there is none. */
  wipe(): void
  /** How wide a line may be. */
  readonly columns: number
}

/** Home, and away with everything below. */
const WIPED = '\u001B[H\u001B[J'

/**
 * Output to a stream: with `asJson` the JSON object and nothing else. The bottom line of `beside`,
 * which may be on the same screen, is taken away first.
 */
export function openOutput(
  stream: NodeJS.WriteStream,
  asJson: boolean,
  beside: Terminal,
  environment: Environment,
): Output {
  const terminal = openTerminal(stream, environment)
  let wipedCount = 0
  return {
    columns: columnsOf(stream),
    wipe() {
      if (asJson) return
      beside.clear()
      if (canMove(stream, environment)) stream.write(WIPED)
      else if (wipedCount > 0) stream.write('\n')
      wipedCount += 1
    },
    line(text) {
      if (asJson) return
      beside.clear()
      terminal.say(text)
    },
    json(value) {
      if (!asJson) return
      beside.clear()
      stream.write(`${JSON.stringify(value)}\n`)
    },
  }
}

/** Rows as a table of aligned columns, for a terminal. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
