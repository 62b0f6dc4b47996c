import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/kernel/clock.ts'
import { checked, corpusOf, fuzz, keep } from './fuzz.ts'
import { TARGETS, type Target } from './targets.ts'

const USAGE = `npm run fuzz -- [--minutes T] [--seed S] [--target NAME] [--json]

Gives every reader of outside text inputs near those it expects, for T minutes altogether. The first
that breaks something is made as small as it goes and kept in test/fuzz/corpus; then it ends with 1.
`

/** So long each reader has its turn, with a new seed every time. */
const TURN_MS_MAX = 20_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(randomInt(2 ** 31 - 1)) },
    target: { type: 'string', default: 'all' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const seed = Number(values.seed)
const targets = TARGETS.filter(({ name }) => [name, 'all'].includes(values.target))
if (values.help || !(minutes > 0) || !Number.isInteger(seed) || targets.length === 0) {
  process.stderr.write(`${USAGE}\nReaders: ${TARGETS.map(({ name }) => name).join(', ')}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  process.exitCode = await main()
}

async function main(): Promise<number> {
  process.stderr.write(`seed ${seed}\n`)
  const endsAtMs = systemClock.elapsedMs() + minutes * 60_000
  let inputs = 0
  for (const target of targets) {
    for (const input of await corpusOf(target)) await checked(target, input)
  }
  for (let round = 0; systemClock.elapsedMs() < endsAtMs; round += 1) {
    for (const target of targets) {
      const leftMs = endsAtMs - systemClock.elapsedMs()
      if (leftMs <= 0) break
      const ms = Math.min(TURN_MS_MAX, (minutes * 60_000) / targets.length, leftMs)
      const fuzzed = await fuzz(target, (seed + round) | 0, { ms })
      inputs += fuzzed.inputs
      if (fuzzed.kind === 'broken') return tellBroken(target, fuzzed)
      if (!values.json) process.stdout.write(`${target.name}: ${fuzzed.inputs} inputs held\n`)
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ inputs, broken: 0, seed })}\n`)
  else process.stdout.write(`${inputs} inputs, nothing broken\n`)
  return 0
}

async function tellBroken(
  target: Target,
  broken: { readonly input: string; readonly seed: number; readonly error: unknown },
): Promise<number> {
  const file = await keep(target, broken.input)
  process.stderr.write(`${target.name} is broken by ${file} (seed ${broken.seed})\n`)
  process.stderr.write(`${broken.error instanceof Error ? broken.error.stack : broken.error}\n`)
  if (values.json)
    process.stdout.write(`${JSON.stringify({ broken: 1, target: target.name, file })}\n`)
  return 1
}
