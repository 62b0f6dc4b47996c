import { randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/kernel/ids.ts'
import { makeOwnFolder, removeFolder } from '../quick-folder.ts'
import { crash } from './crash.ts'

const USAGE = `npm run test:crash -- [--kills N] [--seed S] [--json]

Kills every process of the embedded database with kill -9 in the middle of inserts, on a disk, and
looks for acknowledged rows that are missing. Ends with 1 when there are any.
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const kills = Number(values.kills)
const seed = Number(values.seed)
if (values.help || ![kills, seed].every(Number.isInteger) || kills < 1) {
  process.stderr.write(USAGE)
  process.exitCode = values.help ? 0 : 2
} else {
  process.exitCode = await main()
}

async function main(): Promise<number> {
  process.stderr.write(`seed ${seed}\n`)
  const folder = await makeOwnFolder(tmpdir(), 'crash')
  try {
    const { acknowledged, missing, backAfterMs } = await crash({
      dataFolder: join(folder, 'data'),
      kills,
      random: seededRandom(seed),
      tell: (kill, rows) => {
        if (kill % 10 === 0) process.stderr.write(`${kill} kills, ${rows} rows\n`)
      },
    })
    const sorted = backAfterMs.toSorted((a, b) => a - b)
    const medianBackMs = sorted[Math.floor(sorted.length / 2)] ?? 0
    const figures = { kills, acknowledged, missing, medianBackMs, worstBackMs: sorted.at(-1), seed }
    const words = `${kills} kills, ${acknowledged} rows acknowledged, ${missing} missing; back after ${medianBackMs} ms (median), ${sorted.at(-1)} ms at the most`
    process.stdout.write(`${values.json ? JSON.stringify(figures) : words}\n`)
    return missing === 0 ? 0 : 1
  } finally {
    await removeFolder(folder)
  }
}
