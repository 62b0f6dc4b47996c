import { wrapAtWords } from './terminal.ts'

/** Longer lines are hard to read. */
const COLUMNS_MAX = 90
const INDENT = 4
/** Words of this length at the most stand beside what is said about them, and not above it. */
const BESIDE_MAX = 12

/**
 * A section of a page in Markdown as lines for a terminal. In a row of a table, the first cell is
 * followed by the others, each with the name of its column from the third on.
 */
export function sectionLines(page: string, heading: string, columns: number): readonly string[] {
  const body = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const width = Math.min(columns, COLUMNS_MAX)
  const blocks = body.trim().split(/\n{2,}/)
  const lines = blocks.map((block) =>
    block.startsWith('|') ? tableLines(block, width) : wrapped(block, width, 0),
  )
  return lines.flatMap((each, index) => (index === 0 ? each : ['', ...each]))
}

function tableLines(block: string, width: number): readonly string[] {
  const [head = [], , ...rows] = block.split('\n').map(cellsOf)
  const widest = Math.max(...rows.map(([first = '']) => first.length))
  return rows.flatMap(([first = '', ...others]) => {
    const says = others.map((cell, index) => (index === 0 ? cell : `(${head[index + 1]}: ${cell})`))
    if (widest > BESIDE_MAX) return [first, ...wrapped(says.join(' '), width, INDENT)]
    const [line = '', ...more] = wrapped(says.join(' '), width, widest + 2)
    return [first.padEnd(widest + 2) + line.trimStart(), ...more]
  })
}

function cellsOf(row: string): readonly string[] {
  return row.split('|').slice(1, -1).map(plain)
}

function wrapped(text: string, width: number, indent: number): readonly string[] {
  const room = Math.max(1, width - indent)
  const lines = wrapAtWords(plain(text.replaceAll('\n', ' ')), room).split('\n')
  return lines.map((line) => `${' '.repeat(indent)}${line}`.trimEnd())
}

/** Without the signs of Markdown: a link is its words. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|`/g, '')
    .trim()
}
