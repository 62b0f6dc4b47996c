import { sql } from 'kysely'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import { findingWords } from '../../src/words/money.ts'
import type { Till } from '../money.ts'
import { LEDGER_SENTENCES } from './sentences.ts'

/** What is wrong with the money of all customers, in sentences. Empty: everything holds. */
export async function brokenLedger(
  till: Till,
  moved: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { findings } = await compareLedger(till)
  return [
    ...findings.map((finding) => findingWords(finding, 'en')),
    ...(await rows(till, LEDGER_SENTENCES)),
    ...(await wrongMoves(till, moved)),
  ]
}

async function rows(till: Till, text: string): Promise<readonly string[]> {
  const found = await sql.raw<{ said: string }>(text).execute(till.db)
  return found.rows.map(({ said }) => said)
}

/** Every credit came in once, whatever was repeated, and nothing came in besides. */
async function wrongMoves(
  till: Till,
  moved: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const found = await sql<{ source: string; credits: number }>`
    select source, credits from balance_entries
    where check_id is null and source not like 'refunded:%' and source not like 'charged-back:%'
  `.execute(till.db)
  const wrong: string[] = []
  const seen = new Set<string>()
  for (const { source, credits } of found.rows) {
    if (seen.has(source)) wrong.push(`${source} came in twice`)
    seen.add(source)
    if (moved.get(source) !== credits) wrong.push(`${source} came in with ${credits}`)
  }
  for (const source of moved.keys()) if (!seen.has(source)) wrong.push(`${source} never came in`)
  return wrong
}
