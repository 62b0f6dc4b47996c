import { parseArgs } from 'node:util'
import { CASES } from './cases.ts'

const USAGE = `npm run test:faults -- [--only TEXT] [--short] [--json]

Starts real services and workers on a real PostgreSQL, and lets go wrong what goes wrong in
months: the database is killed or says nothing, connections are cut, a process stands still, clocks
differ, the schema grows, the disk is full, channels are away. Ends with 1 when anything was not
borne. The full disk needs the right to mount.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) process.stderr.write(USAGE)
else process.exitCode = await main()

async function main(): Promise<number> {
  const cases = CASES.filter(({ name }) => name.includes(values.only))
  let failed = 0
  for (const { name, run } of cases) {
    const beganMs = performance.now()
    const why = await run(values.short ? 'short' : 'long').then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    if (why !== null) failed += 1
    const seconds = Math.round((performance.now() - beganMs) / 1000)
    process.stderr.write(`${why === null ? 'borne' : 'FAILED'}, ${seconds} s: ${name}\n`)
    if (why !== null) process.stderr.write(`${why}\n`)
  }
  const words = `${cases.length} cases, ${failed} failed`
  process.stdout.write(`${values.json ? JSON.stringify({ cases: cases.length, failed }) : words}\n`)
  return failed === 0 ? 0 : 1
}
