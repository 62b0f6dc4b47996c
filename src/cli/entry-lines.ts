import type { Entry } from '../balance/entry.ts'
import { entryKindWords, entryReasonWords } from '../words/money.ts'
import { tableLines } from './output.ts'

/** Entries of the ledger as the lines of a table, the newest first. */
export function entryLines(entries: readonly Entry[]): readonly string[] {
  if (entries.length === 0) return ['There are no entries.']
  const rows = entries.map((entry) => [
    entry.id,
    entry.at.toISOString().slice(0, 16).replace('T', ' '),
    entry.customerId,
    entryKindWords(entry.kind, 'en'),
    entry.credits > 0 ? `+${entry.credits}` : String(entry.credits),
    String(entry.worthCredits),
    [entry.checkId, entryReasonWords(entry.reason, 'en'), entry.note].filter(Boolean).join(', '),
  ])
  return tableLines(['ENTRY', 'AT (UTC)', 'CUSTOMER', 'WHAT', 'CREDITS', 'THEN', 'WHY'], rows)
}
