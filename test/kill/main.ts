import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/ids.ts'
import { Arena } from './arena.ts'
import { type RoundResult, Rounds, SCENES } from './round.ts'

const USAGE = `npm run test:kill -- [--rounds N] [--seed S] [--database embedded|postgres|both]
                      [--scene reading|login|first|all] [--json]

Runs checks as processes of their own and kills them with kill -9 at random moments, until they are
done; then compares the final lists with the simulator's truth. Ends with 1 when anything is wrong.
`

const DATABASES = ['postgres', 'embedded'] as const

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    database: { type: 'string', default: 'both' },
    scene: { type: 'string', default: 'all' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const seed = Number(values.seed)
const databases = DATABASES.filter((name) => [name, 'both'].includes(values.database))
const scenes = SCENES.filter((name) => [name, 'all'].includes(values.scene))
const isUsable = [rounds, seed].every(Number.isInteger) && databases.length * scenes.length > 0
if (values.help || !isUsable) {
  process.stderr.write(USAGE)
  process.exitCode = values.help ? 0 : 2
} else {
  process.exitCode = await main()
}

async function main(): Promise<number> {
  process.stderr.write(`seed ${seed}\n`)
  const startedAt = systemClock.now()
  await using arena = await Arena.open(seed)
  const story = new Rounds(arena, seededRandom(seed), { killsMax: 3 })
  const results: RoundResult[] = []
  for (let round = 0; round < rounds; round += 1) {
    const scene = scenes[round % scenes.length] ?? 'reading'
    const database = databases[Math.floor(round / scenes.length) % databases.length] ?? 'embedded'
    try {
      results.push(await story.run(scene, database))
    } catch (error) {
      process.stderr.write(`round ${round + 1} (${scene}, ${database}), seed ${seed}: ${error}\n`)
      return 1
    }
    const last = results.at(-1)
    if (values.json) process.stdout.write(`${JSON.stringify(last)}\n`)
    else
      process.stdout.write(
        `${round + 1} of ${rounds}: ${scene}, ${database}, ${last ? words(last) : ''}\n`,
      )
  }
  const seconds = (systemClock.now().getTime() - startedAt.getTime()) / 1000
  tell(results, seconds)
  return 0
}

function words(result: RoundResult): string {
  const { killedAfterMs, resumedAt, followers, following } = result
  const kills =
    killedAfterMs.length === 0 ? 'not killed' : `killed at ${killedAfterMs.join(', ')} ms`
  const resumed = resumedAt === null ? '' : `, went on at ${resumedAt}`
  return `${kills}${resumed}: ${followers} + ${following}, all of them, each once`
}

function tell(results: readonly RoundResult[], seconds: number): void {
  const kills = results.reduce((sum, { killedAfterMs }) => sum + killedAfterMs.length, 0)
  if (values.json) {
    const figures = { rounds: results.length, kills, missing: 0, extra: 0, seed, seconds }
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    return
  }
  const took = `${Math.round(seconds)} s`
  process.stdout.write(`${kills} kills in ${results.length} rounds, nothing lost, ${took}\n`)
}
