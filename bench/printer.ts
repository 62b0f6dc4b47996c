import { tableLines } from '../src/cli/output.ts'
import type { Figures } from './workshop.ts'

/** Prints figures: each as a line of JSON at once, or all as a table at the end. */
export function printer(
  stdout: NodeJS.WritableStream,
  asJson: boolean,
): { readonly show: (figures: Figures) => void; readonly finish: () => void } {
  const shown: Figures[] = []
  return {
    show(figures) {
      if (asJson) stdout.write(`${JSON.stringify(figures)}\n`)
      else shown.push(figures)
    },
    finish() {
      const head = [...new Set(shown.flatMap((figures) => Object.keys(figures)))]
      const rows = shown.map((figures) => head.map((name) => String(figures[name] ?? '')))
      if (shown.length > 0) for (const line of tableLines(head, rows)) stdout.write(`${line}\n`)
    },
  }
}
