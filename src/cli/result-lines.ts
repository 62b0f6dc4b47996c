import { type CheckResult, type ListResult, TABLE_FILES } from '../checks/result/table.ts'
import { listFile } from '../reports/result-file.ts'
import { numberIn } from '../words/language.ts'
import { reportWords } from '../words/report-words.ts'

/** The figures of a result as scripts rely on them. */
export function figuresOf({ followers, following, counts }: CheckResult) {
  return {
    followers: listOf(followers),
    following: listOf(following),
    // What is not known is null, never 0; then this may say how many there are at the least.
    counts: Object.fromEntries(Object.entries(counts).map(([name, { count }]) => [name, count])),
    atLeast: Object.fromEntries(
      Object.entries(counts).flatMap(([name, { atLeast }]) => {
        return atLeast === null ? [] : [[name, atLeast]]
      }),
    ),
    // Whom the customer ignores: left out, and not counted above.
    hidden: Object.fromEntries(
      Object.entries(counts).flatMap(([name, { hidden }]) =>
        hidden === 0 ? [] : [[name, hidden]],
      ),
    ),
  }
}

function listOf(list: ListResult) {
  const { ended: _, ...figures } = listFile(list)
  return figures
}

/** "343 not following back (8 hidden), at least 299 fans, mutual: not known". */
export function talliesOf({ counts }: CheckResult): string {
  const words = reportWords('en')
  const tallies = TABLE_FILES.flatMap((file) => {
    const found = counts[file]
    if (!found) return []
    const { tally, sheet } = words.tables[file]
    const hidden = found.hidden === 0 ? '' : ` (${numberIn('en', found.hidden)} hidden)`
    if (found.count !== null) return [`${tally(found.count)}${hidden}`]
    if (found.atLeast !== null) return [`${words.atLeast(found.atLeast, tally)}${hidden}`]
    return [`${sheet.toLowerCase()}: ${words.unknown}`]
  })
  return tallies.join(', ')
}

/** Where the report is, if one was written. */
export function filesOf(paths: readonly string[]): readonly string[] {
  const report = paths.find((path) => path.endsWith('.xlsx'))
  return report === undefined ? [] : [`Report: ${report} (and the same lists as CSV beside it)`]
}
