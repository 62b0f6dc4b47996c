import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { importExport } from '../src/exports/compare-exports.ts'
import { keepHeapSmall } from '../src/kernel/heap.ts'
import { writeReport } from '../src/reports/write-report.ts'

// One way of reading an export in a process of its own: says how many people, how long, how large.

const [way, file = '', folder = ''] = process.argv.slice(2)
const startedMs = performance.now()
const people = await read()
const tookMs = performance.now() - startedMs
const peakMb = process.resourceUsage().maxRSS / 1024
process.stdout.write(`${JSON.stringify({ people, tookMs, peakMb })}\n`)

async function read(): Promise<number> {
  if (way === 'bare') {
    const entries: unknown = JSON.parse(readFileSync(file, 'utf8'))
    assert(Array.isArray(entries))
    return entries.length
  }
  keepHeapSmall()
  const order = { paths: [file], before: [], owner: null }
  const { report } = await importExport(order, new AbortController().signal)
  if (way === 'import') {
    await writeReport(folder, report, { language: 'en', zone: 'UTC', csv: 'comma' })
  }
  return report.result.followers.collected
}
