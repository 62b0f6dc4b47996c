import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runCheck } from '../src/cli/run-check.ts'
import { systemClock } from '../src/kernel/clock.ts'
import type { Tell } from '../src/telemetry/events.ts'
import { openEvercheck } from './evercheck.ts'
import { GrowthOrder, type GrowthResult } from './growth-order.ts'
import { importKeeper } from './session.ts'

// One check in a process of its own: what it is told on its standard input, it does, and says on
// its standard output what that took. Progress goes the same way, one JSON object per line.

const order = GrowthOrder.parse(JSON.parse(await text(process.stdin)))
const never = new AbortController().signal
const listeners = new Set<Tell>()
const app = await openEvercheck(order.place, (event) => {
  for (const listener of listeners) listener(event)
})
try {
  await importKeeper(app, order.cookies)
  say({ kind: 'opened' })
  await systemClock.sleep(order.idleMs)
  const openedMb = await residentMb('VmRSS')
  const startedMs = performance.now()
  let endedMs = startedMs
  let toldMs = startedMs
  listeners.add((event) => {
    if (event.kind === 'check-ended') endedMs = performance.now()
    if (event.kind !== 'page-saved' || performance.now() - toldMs < 5000) return
    toldMs = performance.now()
    say({ kind: 'progress', fetched: event.fetched, tookMs: toldMs - startedMs })
  })
  const outFolder = join(order.place.dataFolder, 'report')
  const reader = { language: 'en', zone: 'UTC', csv: 'comma' } as const
  const run = await runCheck(app, { target: order.target, outFolder, reader }, never)
  const reportedMs = performance.now()
  const { collected, confidence } = run.result.followers
  say({
    kind: 'result',
    status: run.status,
    collected,
    confidence,
    requests: run.check.requests,
    readingMs: endedMs - startedMs,
    reportMs: reportedMs - endedMs,
    openedMb,
    peakMb: await residentMb('VmHWM'),
  })
} finally {
  await app.close()
}

function say(result: GrowthResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

/** What of this process is in memory (`VmRSS`), or was at its most (`VmHWM`), in MB. */
async function residentMb(field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8')
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`this system does not tell its ${field}`)
  return Number(kilobytes) / 1024
}
